package dev.firsttoken.wire.call;

/** The one way in which a call ended. */
public enum CallOutcome {
  /** The answer came whole. */
  COMPLETED,
  /** Unknown host, refused, unreachable, or not connected within the connect timeout. */
  CONNECT_FAILED,
  /** No address that the host has is one that the dialer may connect to. */
  ADDRESS_REFUSED,
  /** No path leads from the other side's certificate to an authority that is trusted. */
  TLS_UNTRUSTED,
  /** A certificate of the other side has expired, or is not valid yet. */
  TLS_EXPIRED,
  /** The other side's certificate is for another host. */
  TLS_WRONG_NAME,
  /** The TLS handshake failed otherwise, or was not finished within the connect timeout. */
  TLS_FAILED,
  /** A time that the caller had set passed. */
  TIMED_OUT,
  /** The other side closed before the answer was complete. */
  CUT,
  /** The connection was reset, or broke, before the answer was complete. */
  RESET,
  /** What came is not HTTP/1.1, or its framing is broken or ambiguous. */
  MALFORMED,
  /** The caller gave up. */
  CANCELLED
}
