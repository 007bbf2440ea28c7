package dev.firsttoken.proxy.api;

import dev.firsttoken.proxy.meter.ErrorReason;
import java.util.Locale;

/** Kinds of errors: the status and type that a client receives, and the reason that is counted. */
enum ErrorKind {
  BAD_REQUEST(400, "invalid_request_error", ErrorReason.BAD_REQUEST),
  UNAUTHORIZED(401, "invalid_request_error", ErrorReason.UNAUTHORIZED),
  FORBIDDEN(403, "invalid_request_error", ErrorReason.BAD_REQUEST),
  NOT_FOUND(404, "invalid_request_error", ErrorReason.BAD_REQUEST),
  RESULTS_OFF(404, "invalid_request_error", ErrorReason.BAD_REQUEST),
  METHOD_NOT_ALLOWED(405, "invalid_request_error", ErrorReason.BAD_REQUEST),
  HEAD_TOO_SLOW(408, "invalid_request_error", ErrorReason.BAD_REQUEST),
  BODY_TOO_SLOW(408, "invalid_request_error", ErrorReason.BAD_REQUEST),
  TOO_LARGE(413, "invalid_request_error", ErrorReason.BAD_REQUEST),
  UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error", ErrorReason.BAD_REQUEST),
  UNSUPPORTED_CONTENT_CODING(415, "invalid_request_error", ErrorReason.BAD_REQUEST),
  MISDIRECTED(421, "invalid_request_error", ErrorReason.BAD_REQUEST),
  HEAD_TOO_LARGE(431, "invalid_request_error", ErrorReason.BAD_REQUEST),
  INTERNAL(500, "server_error", ErrorReason.INTERNAL),
  UPSTREAM_CONNECT(502, "upstream_error", ErrorReason.UPSTREAM_CONNECT),
  UPSTREAM_TLS(502, "upstream_error", ErrorReason.UPSTREAM_CONNECT),
  UPSTREAM_TLS_UNTRUSTED(502, "upstream_error", ErrorReason.UPSTREAM_CONNECT),
  UPSTREAM_TLS_EXPIRED(502, "upstream_error", ErrorReason.UPSTREAM_CONNECT),
  UPSTREAM_TLS_WRONG_NAME(502, "upstream_error", ErrorReason.UPSTREAM_CONNECT),
  UPSTREAM_RESET(502, "upstream_error", ErrorReason.UPSTREAM_RESET),
  OVERLOADED(503, "server_error", ErrorReason.OVERLOADED),
  BREAKER_OPEN(503, "upstream_error", ErrorReason.BREAKER_OPEN),
  SHUT_DOWN(503, "server_error", ErrorReason.INTERNAL),
  TIMED_OUT(504, "upstream_error", ErrorReason.UPSTREAM_TIMEOUT),
  VERSION_NOT_SUPPORTED(505, "invalid_request_error", ErrorReason.BAD_REQUEST);

  private final int status;
  private final String type;
  private final ErrorReason reason;
  private final String code = name().toLowerCase(Locale.ROOT);

  ErrorKind(int status, String type, ErrorReason reason) {
    this.status = status;
    this.type = type;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  /** OpenAI's name for the kind. */
  String type() {
    return type;
  }

  ErrorReason reason() {
    return reason;
  }

  /** Finer than the type: {@code upstream_connect}, say. */
  String code() {
    return code;
  }
}
