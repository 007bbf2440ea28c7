package dev.firsttoken.wire.call;

/** Outcome of a call. Each call has exactly one. */
public enum CallOutcome {
  /** The response is complete. */
  COMPLETED,
  /** The host is unknown or unreachable, refused the connection, or the connect timed out. */
  CONNECT_FAILED,
  /** This process has no free file descriptor for a connection. */
  NO_DESCRIPTOR,
  /** Too many look-ups of host names run or wait in this process. */
  LOOKUPS_BUSY,
  /** None of the addresses of the host is allowed. */
  ADDRESS_REFUSED,
  /** The certificate of the server does not chain to a trusted authority. */
  TLS_UNTRUSTED,
  /** A certificate of the server has expired, or is not valid yet. */
  TLS_EXPIRED,
  /** The certificate of the server is for another host. */
  TLS_WRONG_NAME,
  /** The TLS handshake failed for another reason, or exceeded the connect timeout. */
  TLS_FAILED,
  /** The caller aborted the call because of a timeout. */
  TIMED_OUT,
  /** The server closed the connection before the response was complete. */
  TRUNCATED,
  /** The connection was reset or broke before the response was complete. */
  RESET,
  /** The response is not HTTP/1.1, or its framing is invalid or ambiguous. */
  MALFORMED,
  /** The caller aborted the call for another reason. */
  CANCELLED
}
