package dev.firsttoken.netty;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Error response in the shape that OpenAI clients parse. Its message contains no secret. */
final class RequestError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_QUOTED_CHARS = 100;

  private final transient HttpResponseStatus status;
  private final transient Map<AsciiString, String> headers;
  private final String body;

  private RequestError(
      HttpResponseStatus status, ObjectNode error, Map<AsciiString, String> headers) {
    super(error.path("message").asText(), null, false, false);
    this.status = status;
    this.headers = headers;
    this.body = JsonNodeFactory.instance.objectNode().set("error", error).toString();
  }

  /**
   * 400.
   *
   * @param param name of the invalid field, or null for the request as a whole
   */
  static RequestError badRequest(@Nullable String param, String message) {
    ObjectNode error = error(HttpResponseStatus.BAD_REQUEST, "bad_request", message);
    return new RequestError(HttpResponseStatus.BAD_REQUEST, error.put("param", param), Map.of());
  }

  static RequestError notFound(String method, String path) {
    return of(
        HttpResponseStatus.NOT_FOUND,
        "not_found",
        "No route matches %s %s.".formatted(abbreviate(method), abbreviate(path)));
  }

  static RequestError methodNotAllowed(String method, String path, String allow) {
    return of(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "%s accepts %s, not %s.".formatted(abbreviate(path), allow, abbreviate(method)),
        Map.of(HttpHeaderNames.ALLOW, allow));
  }

  static RequestError tooLarge(int maxBytes) {
    return of(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        "The request body exceeds the limit of %d bytes.".formatted(maxBytes));
  }

  static RequestError unsupportedMediaType(@Nullable String contentType) {
    return of(
        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Content-Type must be application/json"
            + (contentType == null
                ? ", but is missing."
                : ", not " + abbreviate(contentType) + "."));
  }

  static RequestError unsupportedContentCoding(String coding) {
    return of(
        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported_content_coding",
        "Content-Encoding must be absent, not %s.".formatted(abbreviate(coding)),
        Map.of(HttpHeaderNames.ACCEPT_ENCODING, "identity"));
  }

  static RequestError headersTooLarge() {
    return of(
        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "head_too_large",
        "The request headers are too large.");
  }

  static RequestError internal() {
    return of(
        HttpResponseStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "The server failed to handle this request. See its log.");
  }

  static RequestError shutDown() {
    return of(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        "shut_down",
        "The server shut down before the response was complete; retry later.");
  }

  private static RequestError of(HttpResponseStatus status, String code, String message) {
    return of(status, code, message, Map.of());
  }

  private static RequestError of(
      HttpResponseStatus status, String code, String message, Map<AsciiString, String> headers) {
    return new RequestError(status, error(status, code, message), headers);
  }

  private static ObjectNode error(HttpResponseStatus status, String code, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("message", message)
        .put("type", status.code() < 500 ? "invalid_request_error" : "server_error")
        .putNull("param")
        .put("code", code);
  }

  HttpResponseStatus status() {
    return status;
  }

  /** Reason that the metrics count. */
  String reason() {
    return status.code() < 500 ? "bad_request" : "internal";
  }

  /** Headers that belong to the status, without those of the content. */
  Map<AsciiString, String> headers() {
    return headers;
  }

  /** JSON of the error. */
  String body() {
    return body;
  }

  private static String abbreviate(String text) {
    return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "...";
  }
}
