package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** Reason label of {@code chat_errors_total}, a closed set. */
public enum ErrorReason {
  /** The client's fault: an unusable body, path or method. */
  BAD_REQUEST,
  /** The proxy's API key is missing or wrong. */
  UNAUTHORIZED,
  /** No connection to the upstream. */
  UPSTREAM_CONNECT,
  /** A time limit expired while waiting for the upstream. */
  UPSTREAM_TIMEOUT,
  /** The upstream responded outside 2xx, or with an error object. */
  UPSTREAM_STATUS,
  /** The upstream's response broke off: reset, truncated or malformed. */
  UPSTREAM_RESET,
  /** The client disconnected before its response was complete. */
  CLIENT_GONE,
  /** A limit of the proxy was reached, or it is shutting down. */
  OVERLOADED,
  /** The circuit breaker of the upstream is open. */
  BREAKER_OPEN,
  /** A fault of the proxy itself. */
  INTERNAL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The metric's label value, such as {@code bad_request}. */
  public String label() {
    return label;
  }
}
