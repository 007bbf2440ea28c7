package dev.firsttoken.proxy.meter;

import java.util.Locale;

/** Why a request counts in {@code chat_errors_total}: the metric's closed set. */
public enum ErrorReason {
  /** The client's own fault: a body, a path, a method that can't be answered. */
  BAD_REQUEST,
  /** A key was wanted and did not come, or was wrong. */
  UNAUTHORIZED,
  /** No connection to upstream. */
  UPSTREAM_CONNECT,
  /** Upstream did not answer, or did not go on, in time. */
  UPSTREAM_TIMEOUT,
  /** Upstream answered outside 2xx, or with an error object. */
  UPSTREAM_STATUS,
  /** Upstream broke off: reset, cut short, or out of protocol. */
  UPSTREAM_RESET,
  /** The client went away before its answer was complete. */
  CLIENT_GONE,
  /** More came in than is taken on. */
  OVERLOADED,
  /** Nothing is asked of an upstream that has mostly failed of late. */
  BREAKER_OPEN,
  /** A fault of the proxy's own. */
  INTERNAL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the metric's label: {@code bad_request}. */
  public String label() {
    return label;
  }
}
