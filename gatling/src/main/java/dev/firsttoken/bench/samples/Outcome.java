package dev.firsttoken.bench.samples;

import java.util.Locale;

/**
 * How one request ended, as a closed set: {@link #OK}, or the one reason why it is no good sample.
 */
public enum Outcome {
  /** 2xx, a stream of at least one content event, and its {@code [DONE]}. */
  OK,
  /** No connection: refused, unreachable, unknown host, or not made within the connect timeout. */
  CONNECT_FAILED,
  /** The TLS handshake failed: unknown CA, wrong name, expired, or not TLS at all. */
  TLS_FAILED,
  /** The request's own timeout passed, wherever it stood. */
  TIMED_OUT,
  /** An answer outside 2xx. */
  HTTP_STATUS,
  /** A 2xx answer that is no event stream, or one in an encoding that was not asked for. */
  NOT_A_STREAM,
  /** The stream ended, well-formed, without one content event. */
  EMPTY_STREAM,
  /** The stream ended, well-formed, without {@code [DONE]}. */
  NO_DONE,
  /** The connection was closed before the answer was complete. */
  CUT,
  /** The connection was reset before the answer was complete. */
  RESET,
  /** The answer is not HTTP/1.1, its framing is broken, or an event of it is no JSON. */
  MALFORMED,
  /** The stream carried an error object. */
  ERROR_EVENT,
  /** The run was ended before the request was: neither answered nor failed. */
  ABORTED;

  /** Nothing could be sent: there was no connection to send it on. */
  public boolean isConnectionFailure() {
    return this == CONNECT_FAILED || this == TLS_FAILED;
  }

  /** The name in files and reports: {@code connect_failed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
