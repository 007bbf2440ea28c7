package dev.firsttoken.proxy.chaos;

import org.jspecify.annotations.Nullable;

/** How a request must count, in terms of the documented labels. */
enum ExpectedOutcome {
  COMPLETE(200, null, "completed"),
  TRUNCATED(200, null, "truncated"),
  REPORTED_ERROR(502, "upstream_status", "upstream_failed"),
  TOO_MANY(429, "upstream_status", "completed"),
  CONNECT_FAILED(502, "upstream_connect", "upstream_failed"),
  BROKEN(502, "upstream_reset", "upstream_failed"),
  TIMED_OUT(504, "upstream_timeout", "timed_out"),
  CLIENT_GONE(499, "client_gone", "client_gone");

  private final int status;
  private final @Nullable String reason;
  private final String ending;

  ExpectedOutcome(int status, @Nullable String reason, String ending) {
    this.status = status;
    this.reason = reason;
    this.ending = ending;
  }

  /** Value of the status label. */
  int status() {
    return status;
  }

  /** Value of the error reason label, or null if it is no error. */
  @Nullable String reason() {
    return reason;
  }

  String ending() {
    return ending;
  }

  /** Code of the proxy's error, if the client receives one. */
  String code() {
    return switch (this) {
      case CONNECT_FAILED -> "upstream_connect";
      case BROKEN -> "upstream_reset";
      case TIMED_OUT -> "timed_out";
      case COMPLETE, TRUNCATED, REPORTED_ERROR, TOO_MANY, CLIENT_GONE ->
          throw new IllegalStateException(this + " has no error code");
    };
  }

  /** True if the client receives the upstream's complete response. */
  boolean isPassedThrough() {
    return switch (this) {
      case COMPLETE, TRUNCATED, REPORTED_ERROR, TOO_MANY -> true;
      case CONNECT_FAILED, BROKEN, TIMED_OUT, CLIENT_GONE -> false;
    };
  }
}
