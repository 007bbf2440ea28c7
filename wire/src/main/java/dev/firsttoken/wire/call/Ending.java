package dev.firsttoken.wire.call;

/** The one way in which a call ended. */
public enum Ending {
  /** The answer came whole. */
  COMPLETED,
  /** Unknown host, refused, unreachable, or not connected within the connect timeout. */
  CONNECT_FAILED,
  /** The TLS handshake failed or was not finished within the connect timeout. */
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
