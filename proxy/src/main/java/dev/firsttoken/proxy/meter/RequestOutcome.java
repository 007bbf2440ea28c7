package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** How a request ended: each has exactly one of these. */
public enum RequestOutcome {
  /** The whole answer was handed to the socket, whatever its status. */
  COMPLETED,
  /** An event stream ended in order, but without the mark that says that it was whole. */
  TRUNCATED,
  /** The client left before that. */
  CLIENT_GONE,
  /** Upstream could not be reached, or broke off. */
  UPSTREAM_FAILED,
  /** A limit of time passed. */
  TIMED_OUT,
  /** Refused here: nothing was asked of upstream. */
  REJECTED,
  /** The proxy itself broke it off: it shuts down, or failed. */
  BROKEN_OFF;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the metric's label: {@code client_gone}. */
  String label() {
    return label;
  }

  /**
   * The code that the request counts under, so that 5xx means upstream or us and never a closed
   * tab: a stream that broke after its 200 counts under the code that says how.
   *
   * @param sentStatus the HTTP status that was sent, or would have been
   */
  int countedStatus(int sentStatus) {
    return switch (this) {
      case COMPLETED, TRUNCATED, REJECTED, BROKEN_OFF -> sentStatus;
      case CLIENT_GONE -> 499;
      case UPSTREAM_FAILED -> 502;
      case TIMED_OUT -> 504;
    };
  }
}
