package dev.firsttoken.proxy.chaos;

import org.jspecify.annotations.Nullable;

/** How a request has to count: as the documented labels say it. */
enum Verdict {
  WHOLE(200, null, "completed"),
  TRUNCATED(200, null, "truncated"),
  SAID_ERROR(502, "upstream_status", "upstream_failed"),
  TOO_MANY(429, "upstream_status", "completed"),
  NOT_CONNECTED(502, "upstream_connect", "upstream_failed"),
  BROKEN(502, "upstream_reset", "upstream_failed"),
  LATE(504, "upstream_timeout", "timed_out"),
  CLIENT_GONE(499, "client_gone", "client_gone");

  private final int status;
  private final @Nullable String reason;
  private final String ending;

  Verdict(int status, @Nullable String reason, String ending) {
    this.status = status;
    this.reason = reason;
    this.ending = ending;
  }

  /** The status that it counts under. */
  int status() {
    return status;
  }

  /** What it counts under as an error; null for none. */
  @Nullable String reason() {
    return reason;
  }

  String ending() {
    return ending;
  }

  /** The code of the proxy's own error, where the client is told one. */
  String code() {
    return switch (this) {
      case NOT_CONNECTED -> "upstream_connect";
      case BROKEN -> "upstream_reset";
      case LATE -> "timed_out";
      case WHOLE, TRUNCATED, SAID_ERROR, TOO_MANY, CLIENT_GONE ->
          throw new IllegalStateException(this + " has no error of the proxy's own");
    };
  }

  /** The client gets the upstream's answer to its end. */
  boolean passesWhole() {
    return switch (this) {
      case WHOLE, TRUNCATED, SAID_ERROR, TOO_MANY -> true;
      case NOT_CONNECTED, BROKEN, LATE, CLIENT_GONE -> false;
    };
  }
}
