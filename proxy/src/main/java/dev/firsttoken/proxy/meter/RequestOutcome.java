package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** How a request ended. Every request has exactly one outcome. */
public enum RequestOutcome {
  /** The complete response was handed to the socket, whatever its status. */
  COMPLETED,
  /** An event stream ended cleanly, but without a finish reason or {@code [DONE]}. */
  TRUNCATED,
  /** The client disconnected before its response was complete. */
  CLIENT_GONE,
  /** The upstream could not be reached, or its response broke off. */
  UPSTREAM_FAILED,
  /** A time limit expired. */
  TIMED_OUT,
  /** The proxy refused the request; nothing was sent upstream. */
  REJECTED,
  /** The proxy itself ended it: it shut down, or failed. */
  BROKEN_OFF;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The metric's label value, such as {@code client_gone}. */
  public String label() {
    return label;
  }

  /**
   * The status that the request counts under. A stream that broke after its 200 counts under the
   * status of its cause, so 5xx always means the upstream or the proxy and never a closed tab.
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
