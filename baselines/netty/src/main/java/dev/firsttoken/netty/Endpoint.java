package dev.firsttoken.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** Endpoint that requests are routed to. */
enum Endpoint {
  CHAT,
  MICRO_PLAIN,
  MICRO_CHUNKED,
  HEALTH,
  METRICS;

  static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  /**
   * Finds the endpoint of a request and checks the request's headers, before its body is read.
   *
   * @throws RequestError if the request can't be served
   */
  static Endpoint of(HttpRequest request) {
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !request.headers().contains(HttpHeaderNames.HOST)) {
      throw RequestError.badRequest("host", "The Host header must be present.");
    }
    String method = request.method().name();
    String path = new QueryStringDecoder(request.uri()).rawPath();
    Endpoint endpoint =
        switch (path) {
          case "/v1/chat/completions", "/api/chat/completions" -> CHAT;
          case "/micro/plain" -> MICRO_PLAIN;
          case "/micro/chunked" -> MICRO_CHUNKED;
          case "/health" -> HEALTH;
          case "/metrics" -> METRICS;
          default -> throw RequestError.notFound(method, path);
        };
    if (!endpoint.accepts(method)) {
      throw RequestError.methodNotAllowed(method, path, endpoint.allow());
    }
    if (endpoint.takesBody()) {
      checkContent(request);
    }
    return endpoint;
  }

  /** Reports whether the body of a request matters. */
  boolean takesBody() {
    return this == CHAT;
  }

  private boolean accepts(String method) {
    return switch (method) {
      case "POST" -> this == CHAT;
      case "GET", "HEAD" -> this != CHAT;
      default -> false;
    };
  }

  /** The accepted methods, in the format of the Allow header. */
  private String allow() {
    return this == CHAT ? "POST" : "GET, HEAD";
  }

  private static void checkContent(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (!isJson(contentType)) {
      throw RequestError.unsupportedMediaType(contentType);
    }
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (coding != null && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding)) {
      throw RequestError.unsupportedContentCoding(coding);
    }
    if (HttpUtil.getContentLength(request, 0L) > MAX_BODY_BYTES) {
      throw RequestError.tooLarge(MAX_BODY_BYTES);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    CharSequence mimeType = contentType == null ? null : HttpUtil.getMimeType(contentType);
    return mimeType != null
        && HttpHeaderValues.APPLICATION_JSON.contentEqualsIgnoreCase(mimeType.toString().strip());
  }
}
