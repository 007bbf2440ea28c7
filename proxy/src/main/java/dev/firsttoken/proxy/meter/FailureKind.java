package dev.firsttoken.proxy.meter;

/** Kinds of failures that the log tells apart, a closed set. */
public enum FailureKind {
  /** No connection to an upstream: closed port, unknown host, no route, time limit. */
  UPSTREAM_CONNECT,
  /** A TLS handshake with an upstream failed. */
  UPSTREAM_TLS,
  /** None of the addresses of an upstream is allowed. */
  UPSTREAM_ADDRESS,
  /** An upstream's response broke off. */
  UPSTREAM_RESET,
  /** An upstream's response was not HTTP/1.1, or ambiguous. */
  UPSTREAM_MALFORMED,
  /** An upstream responded 5xx, or with an error in its stream. */
  UPSTREAM_STATUS,
  /** An upstream refused the key. */
  UPSTREAM_UNAUTHORIZED,
  /** A time limit expired while waiting for an upstream. */
  UPSTREAM_TIMEOUT,
  /** No connection to an upstream became free in time. */
  UPSTREAM_BUSY,
  /** A circuit breaker opened. */
  BREAKER_OPENED,
  /** A circuit breaker closed. */
  BREAKER_CLOSED,
  /** Too many look-ups of host names that callers chose. */
  LOOKUPS,
  /** The memory budget was exhausted. */
  MEMORY,
  /** The process has no free file descriptor. */
  DESCRIPTORS
}
