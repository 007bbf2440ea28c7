package dev.firsttoken.bench.samples;

import java.util.Locale;

/** Ending of one request: {@link #OK}, or the one reason why it failed. */
public enum Outcome {
  /**
   * Status 2xx and a stream of at least one content event that ends as its API demands, for
   * instance with {@code [DONE]}; of a response that is not streamed status 2xx and a complete
   * body, which is a response of the API unless the request was a plain GET.
   */
  OK,
  /** No connection: refused, unreachable, unknown host, or connect timeout. */
  CONNECT_FAILED,
  /** The TLS handshake failed: unknown CA, wrong name, expired, or not TLS at all. */
  TLS_FAILED,
  /** The request's timeout expired, in whatever state the request was. */
  TIMED_OUT,
  /** The response has a status other than 2xx. */
  HTTP_STATUS,
  /** The 2xx response is not an event stream, or has an encoding that was not requested. */
  NOT_A_STREAM,
  /** The 2xx response should be a JSON object of the API and is something else. */
  NOT_A_RESPONSE,
  /** The stream ended well-formed, but without a content event. */
  EMPTY_STREAM,
  /**
   * The stream ended well-formed, but without the last event of its API, such as {@code [DONE]}.
   */
  NO_DONE,
  /** The server closed the connection before the response was complete. */
  CUT,
  /** The connection was reset before the response was complete. */
  RESET,
  /** The response is not HTTP/1.1, its framing is invalid, or an event is not JSON. */
  MALFORMED,
  /** The stream contained an error object. */
  ERROR_EVENT,
  /** The stream ended with a finish reason that says failure, such as {@code abort}. */
  GENERATION_FAILED,
  /** The response exceeded a limit of the bench: too many content events, or too many bytes. */
  TOO_LARGE,
  /** The bench itself failed on the request, for instance out of memory. */
  CLIENT_ERROR,
  /** The run ended before the request did. It counts neither as a success nor as a failure. */
  ABORTED;

  /** Returns true if nothing was sent, because there was no connection. */
  public boolean isConnectionFailure() {
    return this == CONNECT_FAILED || this == TLS_FAILED;
  }

  /** Returns true if the server said with this status that it is busy. */
  public boolean isRejection(int status) {
    return this == HTTP_STATUS && (status == 429 || status == 503);
  }

  /** Name in files and reports, for example {@code connect_failed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
