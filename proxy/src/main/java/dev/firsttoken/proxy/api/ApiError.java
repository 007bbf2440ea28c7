package dev.firsttoken.proxy.api;

import dev.firsttoken.proxy.meter.ErrorReason;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error of our own, as OpenAI's clients read it: {@code
 * {"error":{"message","type","param","code"}}}. A closed set; no message ever carries a stack
 * trace, a secret, or what another exception said.
 */
public final class ApiError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final byte[] DATA_PREFIX = {'d', 'a', 't', 'a', ':', ' '};

  private final Kind kind;
  private final String message;
  private final @Nullable String param;
  private final @Nullable String allow;

  private ApiError(Kind kind, String message, @Nullable String param, @Nullable String allow) {
    // An answer and no accident: its stack says nothing and would cost more than the answer.
    super(message, null, false, false);
    this.kind = kind;
    this.message = message;
    this.param = param;
    this.allow = allow;
  }

  /**
   * 400.
   *
   * @param param the field at fault, null for the body as a whole
   * @param message names the field, its value and its range
   */
  public static ApiError badRequest(@Nullable String param, String message) {
    return new ApiError(Kind.BAD_REQUEST, message, param, null);
  }

  /** 401, where a key is wanted. */
  public static ApiError unauthorized() {
    return of(Kind.UNAUTHORIZED, "A valid API key is needed: Authorization: Bearer KEY.");
  }

  /** 403: the caller names an upstream that it may not have. */
  public static ApiError forbidden(String message) {
    return of(Kind.FORBIDDEN, message);
  }

  /** 403: the upstream's host has no address that may be asked. */
  public static ApiError addressRefused() {
    return of(
        Kind.FORBIDDEN,
        "The upstream's address is not one that may be asked: see ALLOW_PRIVATE_UPSTREAMS and"
            + " ALLOWED_UPSTREAMS.");
  }

  /** 404. */
  public static ApiError notFound(String method, String path) {
    return of(
        Kind.NOT_FOUND,
        "Nothing is served at "
            + abbreviate(method)
            + " "
            + abbreviate(path)
            + (path.startsWith("/v1/") ? "; there is: " + Route.LIST : "")
            + ".");
  }

  /** 404: what only an upstream could answer, where there is none. */
  public static ApiError routeNeedsUpstream(Route route) {
    return of(
        Kind.NOT_FOUND,
        "This server answers chat completions by itself and has no upstream for "
            + route.label()
            + ": set LLM_BASE_URL.");
  }

  /**
   * 405.
   *
   * @param allow the methods that the path takes, as the Allow header lists them
   */
  public static ApiError methodNotAllowed(String method, String path, String allow) {
    String message = abbreviate(path) + " takes " + allow + ", not " + abbreviate(method) + ".";
    return new ApiError(Kind.METHOD_NOT_ALLOWED, message, null, allow);
  }

  /** 408: the head did not come in time. */
  public static ApiError headTooSlow(long limitMillis) {
    return of(Kind.HEAD_TOO_SLOW, "The request head took longer than " + limitMillis + " ms.");
  }

  /** 408: the body did not come in time. */
  public static ApiError bodyTooSlow(long limitMillis) {
    return of(Kind.BODY_TOO_SLOW, "The request body took longer than " + limitMillis + " ms.");
  }

  /** 413. */
  public static ApiError tooLarge(long limitBytes) {
    return of(Kind.TOO_LARGE, "The request body is larger than " + limitBytes + " bytes.");
  }

  /** 415. */
  public static ApiError unsupportedMediaType(@Nullable String contentType) {
    return of(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type must be application/json, "
            + (contentType == null
                ? "and there is none."
                : "not " + abbreviate(contentType) + "."));
  }

  /** 421: the Host header names somebody else. */
  public static ApiError misdirected() {
    return of(
        Kind.MISDIRECTED,
        "This server does not answer for the host that the request names: see ALLOWED_HOSTS.");
  }

  /** 431. */
  public static ApiError headTooLarge(long limitBytes) {
    return of(Kind.HEAD_TOO_LARGE, "The request head is larger than " + limitBytes + " bytes.");
  }

  /** 500: a fault of the proxy's own. */
  public static ApiError internal() {
    return of(Kind.INTERNAL, "The proxy failed on this request; its log says more.");
  }

  /** 502: no connection to upstream. */
  public static ApiError upstreamConnect() {
    return of(Kind.UPSTREAM_CONNECT, "The upstream server can't be reached.");
  }

  /** 502: no trust in the upstream's certificate, which no authority we know has signed. */
  public static ApiError upstreamUntrusted() {
    return of(
        Kind.UPSTREAM_TLS_UNTRUSTED,
        "The upstream server's certificate is from no authority that is trusted: see LLM_CA_FILE.");
  }

  /** 502: the upstream's certificate is not valid at this time. */
  public static ApiError upstreamExpired() {
    return of(
        Kind.UPSTREAM_TLS_EXPIRED,
        "The upstream server's certificate has expired, or begins later.");
  }

  /** 502: the upstream's certificate is for another host. */
  public static ApiError upstreamWrongName() {
    return of(
        Kind.UPSTREAM_TLS_WRONG_NAME,
        "The upstream server's certificate is for another host name.");
  }

  /** 502: the TLS handshake with the upstream failed in another way. */
  public static ApiError upstreamTls() {
    return of(Kind.UPSTREAM_TLS, "The TLS handshake with the upstream server failed.");
  }

  /** 502: upstream broke off, or answered out of protocol. */
  public static ApiError upstreamReset() {
    return of(Kind.UPSTREAM_RESET, "The upstream server broke off, or answered out of protocol.");
  }

  /** 503, with Retry-After. */
  public static ApiError overloaded() {
    return of(Kind.OVERLOADED, "The proxy has as many requests as it takes; try again.");
  }

  /** 503, with Retry-After: no connection to upstream came free in time. */
  public static ApiError noFreeConnection(long limitMillis) {
    return of(
        Kind.OVERLOADED,
        "No connection to the upstream server came free within " + limitMillis + " ms; try again.");
  }

  /** 503, with Retry-After: the proxy takes nothing on any more. */
  public static ApiError draining() {
    return of(Kind.OVERLOADED, "The proxy is shutting down; try again.");
  }

  /** 503, with Retry-After: upstream has mostly failed of late, and is left alone for a while. */
  public static ApiError breakerOpen() {
    return of(
        Kind.BREAKER_OPEN,
        "The upstream server has mostly failed of late and is left alone for a while; try again.");
  }

  /** 503: the proxy's end came before the answer's. */
  public static ApiError shutDown() {
    return of(Kind.SHUT_DOWN, "The proxy shut down before the answer was complete.");
  }

  /** 504: upstream did not answer, or did not go on, in time. */
  public static ApiError timedOut(String what, long limitMillis) {
    return of(Kind.TIMED_OUT, "The upstream server " + what + " within " + limitMillis + " ms.");
  }

  /** 505. */
  public static ApiError versionNotSupported() {
    return of(
        Kind.VERSION_NOT_SUPPORTED,
        "This server speaks HTTP/1.1; put a proxy that speaks HTTP/2 in front of it.");
  }

  private static ApiError of(Kind kind, String message) {
    return new ApiError(kind, message, null, null);
  }

  /** The HTTP status. */
  public int status() {
    return kind.status;
  }

  /** What it counts as. */
  public ErrorReason reason() {
    return kind.errorReason;
  }

  /** The message, for people. */
  public String message() {
    return message;
  }

  /** The field at fault, null where it is none. */
  public @Nullable String param() {
    return param;
  }

  /** The headers that go with the status, beside the content's own. */
  public Map<String, String> headers() {
    if (allow != null) {
      return Map.of("allow", allow);
    }
    if (kind == Kind.UNAUTHORIZED) {
      return Map.of("www-authenticate", "Bearer");
    }
    return kind == Kind.OVERLOADED || kind == Kind.BREAKER_OPEN
        ? Map.of("retry-after", "1")
        : Map.of();
  }

  /** The JSON, in UTF-8. */
  public byte[] body() {
    return JsonText.error(message, kind.type, param, kind.code());
  }

  /** The same as the last event of a stream that broke. */
  public byte[] toEvent() {
    byte[] body = body();
    byte[] event = new byte[DATA_PREFIX.length + body.length + 2];
    System.arraycopy(DATA_PREFIX, 0, event, 0, DATA_PREFIX.length);
    System.arraycopy(body, 0, event, DATA_PREFIX.length, body.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  /** The whole answer, content-type and content-length included. */
  public FullHttpResponse toResponse() {
    byte[] body = body();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(kind.status),
            Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    headers().forEach(headers::set);
    return response;
  }

  private static String abbreviate(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }

  private enum Kind {
    BAD_REQUEST(400, "invalid_request_error", ErrorReason.BAD_REQUEST),
    UNAUTHORIZED(401, "invalid_request_error", ErrorReason.UNAUTHORIZED),
    FORBIDDEN(403, "invalid_request_error", ErrorReason.BAD_REQUEST),
    NOT_FOUND(404, "invalid_request_error", ErrorReason.BAD_REQUEST),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", ErrorReason.BAD_REQUEST),
    HEAD_TOO_SLOW(408, "invalid_request_error", ErrorReason.BAD_REQUEST),
    BODY_TOO_SLOW(408, "invalid_request_error", ErrorReason.BAD_REQUEST),
    TOO_LARGE(413, "invalid_request_error", ErrorReason.BAD_REQUEST),
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error", ErrorReason.BAD_REQUEST),
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
    private final ErrorReason errorReason;

    Kind(int status, String type, ErrorReason errorReason) {
      this.status = status;
      this.type = type;
      this.errorReason = errorReason;
    }

    private String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
