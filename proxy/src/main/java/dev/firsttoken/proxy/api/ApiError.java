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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Error response of the proxy itself, in the shape that OpenAI clients parse: {@code
 * {"error":{"message","type","param","code"}}}. No message contains a stack trace, a secret or the
 * message of another exception.
 */
public final class ApiError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_LISTED_MODELS = 20;

  private static final byte[] DATA_PREFIX = {'d', 'a', 't', 'a', ':', ' '};

  private final ErrorKind kind;
  private final String message;
  private final @Nullable String param;

  /** Value of the header that says what the server accepts instead, or when. */
  private final @Nullable String accepted;

  private ApiError(
      ErrorKind kind, String message, @Nullable String param, @Nullable String accepted) {
    // The stack trace tells nothing and costs more than the response.
    super(message, null, false, false);
    this.kind = kind;
    this.message = message;
    this.param = param;
    this.accepted = accepted;
  }

  /**
   * 400.
   *
   * @param param name of the invalid field, or null for the request as a whole
   * @param message names the field, its value and its range
   */
  public static ApiError badRequest(@Nullable String param, String message) {
    return new ApiError(ErrorKind.BAD_REQUEST, message, param, null);
  }

  /**
   * 400: the request names no model, and the upstream serves several.
   *
   * @param models what the upstream lists
   */
  public static ApiError modelRequired(List<String> models) {
    String listed =
        models.stream()
            .limit(MAX_LISTED_MODELS)
            .map(ApiError::abbreviate)
            .collect(Collectors.joining(", "));
    int others = models.size() - MAX_LISTED_MODELS;
    return badRequest(
        "model",
        "The request names no model, and the upstream serves several: %s%s. Name one of them, or set LLM_MODEL."
            .formatted(listed, others > 0 ? " and " + others + " more" : ""));
  }

  /** 401: the API key is missing or wrong. */
  public static ApiError unauthorized() {
    return of(
        ErrorKind.UNAUTHORIZED,
        "A valid API key is required. Send it as Authorization: Bearer KEY.");
  }

  /** 403: the caller may not use the upstream that it names. */
  public static ApiError forbidden(String message) {
    return of(ErrorKind.FORBIDDEN, message);
  }

  /** 403: the upstream's host has no allowed address. */
  public static ApiError addressRefused() {
    return of(
        ErrorKind.FORBIDDEN,
        "The upstream resolves to an address that is not allowed."
            + " See ALLOW_PRIVATE_UPSTREAMS and ALLOWED_UPSTREAMS.");
  }

  /** 404. */
  public static ApiError notFound(String method, String path) {
    return of(
        ErrorKind.NOT_FOUND,
        "No route matches "
            + abbreviate(method)
            + " "
            + abbreviate(path)
            + "."
            + (path.startsWith("/v1/") ? " Available routes: " + Route.LIST + "." : ""));
  }

  /**
   * 404: no record of a request is kept.
   *
   * @param maxAge how long records are kept
   * @param maxRecords how many are kept
   */
  public static ApiError recordNotFound(Duration maxAge, int maxRecords) {
    return of(
        ErrorKind.NOT_FOUND,
        "There is no record of this request. The proxy keeps the records of the last %d requests, each for %d s after its end."
            .formatted(maxRecords, maxAge.toSeconds()));
  }

  /** 404: no folder of results is served. */
  public static ApiError resultsOff() {
    return of(
        ErrorKind.RESULTS_OFF,
        "No results are shown. Set RESULTS_DIR, or start ./bench serve --results=DIR.");
  }

  /** 404: there is no such result, or it can't be read. */
  public static ApiError noResult(String message) {
    return of(ErrorKind.NOT_FOUND, message);
  }

  /** 404: the route needs an upstream, and none is configured. */
  public static ApiError routeNeedsUpstream(Route route) {
    return of(
        ErrorKind.NOT_FOUND,
        "No upstream is configured for "
            + route.label()
            + "; this server only generates synthetic chat completions. Set LLM_BASE_URL.");
  }

  /**
   * 405.
   *
   * @param allow the methods that the path accepts, in the format of the Allow header
   */
  public static ApiError methodNotAllowed(String method, String path, String allow) {
    String message = abbreviate(path) + " accepts " + allow + ", not " + abbreviate(method) + ".";
    return new ApiError(ErrorKind.METHOD_NOT_ALLOWED, message, null, allow);
  }

  /** 408: the headers did not arrive in time. */
  public static ApiError headersTooSlow(long limitMillis) {
    return of(
        ErrorKind.HEAD_TOO_SLOW,
        "The request headers did not arrive within " + limitMillis + " ms.");
  }

  /** 408: the body did not arrive in time. */
  public static ApiError bodyTooSlow(long limitMillis) {
    return of(
        ErrorKind.BODY_TOO_SLOW, "The request body did not arrive within " + limitMillis + " ms.");
  }

  /** 413. */
  public static ApiError tooLarge(long limitBytes) {
    return of(
        ErrorKind.TOO_LARGE, "The request body exceeds the limit of " + limitBytes + " bytes.");
  }

  /** 413: a result is too large to be sent. */
  public static ApiError resultTooLarge(long limitBytes) {
    return of(ErrorKind.TOO_LARGE, "The result has more than " + limitBytes + " bytes.");
  }

  /** 415. */
  public static ApiError unsupportedMediaType(@Nullable String contentType) {
    return of(
        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type must be application/json"
            + (contentType == null
                ? ", but is missing."
                : ", not " + abbreviate(contentType) + "."));
  }

  /**
   * 415: a coding of the body that is not decoded here.
   *
   * @param codings value of Content-Encoding
   * @param supported the codings that are decoded, in the format of the Accept-Encoding header
   */
  public static ApiError unsupportedContentCoding(String codings, String supported) {
    String message =
        "Content-Encoding must be %s, or absent, not %s.".formatted(supported, abbreviate(codings));
    return new ApiError(ErrorKind.UNSUPPORTED_CONTENT_CODING, message, null, supported);
  }

  /** 421: the Host header names another host. */
  public static ApiError misdirected() {
    return of(
        ErrorKind.MISDIRECTED,
        "The Host header names a host that this server does not serve. See ALLOWED_HOSTS.");
  }

  /** 431. */
  public static ApiError headersTooLarge(int maxBytes, int maxLines) {
    return of(
        ErrorKind.HEAD_TOO_LARGE,
        "The request headers exceed the limit of %d bytes and %d lines."
            .formatted(maxBytes, maxLines));
  }

  /** 500: a defect of the proxy. */
  public static ApiError internal() {
    return of(ErrorKind.INTERNAL, "The proxy failed to handle this request. See its log.");
  }

  /** 502: connecting to the upstream failed. */
  public static ApiError upstreamConnect() {
    return of(
        ErrorKind.UPSTREAM_CONNECT,
        "Connecting to the model server failed. Check that it is running and reachable.");
  }

  /** 502: no trusted authority has signed the upstream's certificate. */
  public static ApiError upstreamUntrusted() {
    return of(
        ErrorKind.UPSTREAM_TLS_UNTRUSTED,
        "The model server's certificate is not signed by a trusted authority. See LLM_CA_FILE.");
  }

  /** 502: the upstream's certificate is not valid at this time. */
  public static ApiError upstreamExpired() {
    return of(
        ErrorKind.UPSTREAM_TLS_EXPIRED,
        "The model server's certificate has expired or is not valid yet.");
  }

  /** 502: the upstream's certificate is for another host. */
  public static ApiError upstreamWrongName() {
    return of(
        ErrorKind.UPSTREAM_TLS_WRONG_NAME,
        "The model server's certificate is for another host name.");
  }

  /** 502: the TLS handshake with the upstream failed in another way. */
  public static ApiError upstreamTls() {
    return of(
        ErrorKind.UPSTREAM_TLS,
        "The TLS handshake with the model server failed. Check that it serves HTTPS.");
  }

  /** 502: the upstream broke off or violated the protocol. */
  public static ApiError upstreamReset() {
    return of(
        ErrorKind.UPSTREAM_RESET,
        "The model server closed the connection early or sent an invalid response.");
  }

  /** 503 with Retry-After: the limit of requests in flight is reached. */
  public static ApiError overloaded() {
    return of(ErrorKind.OVERLOADED, "Too many requests in flight; retry later.");
  }

  /** 503 with Retry-After: the memory budget has no room for the request. */
  public static ApiError memoryExhausted() {
    return of(
        ErrorKind.OVERLOADED,
        "The proxy's memory for requests is in use; retry later. See MEMORY_BUDGET_BYTES.");
  }

  /** 503 with Retry-After: no connection to the upstream became free in time. */
  public static ApiError noFreeConnection(long limitMillis) {
    return of(
        ErrorKind.OVERLOADED,
        "No connection to the model server became free within "
            + limitMillis
            + " ms; retry later.");
  }

  /** 503 with Retry-After: the proxy itself can't open a connection now. */
  public static ApiError noConnection() {
    return of(
        ErrorKind.OVERLOADED,
        "The proxy can't open another connection to an upstream now; retry later. See its log.");
  }

  /** 503 with Retry-After: the proxy accepts no new requests. */
  public static ApiError draining() {
    return of(ErrorKind.OVERLOADED, "The proxy is shutting down; retry later.");
  }

  /**
   * 503 with Retry-After: too many recent calls to the upstream have failed.
   *
   * @param remaining time for which the breaker stays open; sent in whole seconds, rounded up
   */
  public static ApiError breakerOpen(Duration remaining) {
    long seconds = Math.max(1, remaining.plusNanos(999_999_999).toSeconds());
    return new ApiError(
        ErrorKind.BREAKER_OPEN,
        "The circuit breaker for the upstream is open after repeated failures; retry later.",
        null,
        Long.toString(seconds));
  }

  /** 503: the proxy shut down during the response. */
  public static ApiError shutDown() {
    return of(
        ErrorKind.SHUT_DOWN, "The proxy shut down before the response was complete; retry later.");
  }

  /**
   * 504: the upstream took too long.
   *
   * @param failure what the upstream did not do, such as {@code did not respond}
   */
  public static ApiError timedOut(String failure, long limitMillis) {
    return of(
        ErrorKind.TIMED_OUT, "The model server " + failure + " within " + limitMillis + " ms.");
  }

  /** 505. */
  public static ApiError versionNotSupported() {
    return of(
        ErrorKind.VERSION_NOT_SUPPORTED,
        "This server only speaks HTTP/1.1. For HTTP/2, put a proxy in front of it.");
  }

  private static ApiError of(ErrorKind kind, String message) {
    return new ApiError(kind, message, null, null);
  }

  public int status() {
    return kind.status();
  }

  /** Reason that the metrics count. */
  public ErrorReason reason() {
    return kind.reason();
  }

  /** Message for people. */
  public String message() {
    return message;
  }

  /** {@return the name of the invalid field, or null if there is none} */
  public @Nullable String param() {
    return param;
  }

  /** Headers that belong to the status, without those of the content. */
  public Map<String, String> headers() {
    if (kind == ErrorKind.OVERLOADED || kind == ErrorKind.BREAKER_OPEN) {
      return Map.of("retry-after", accepted == null ? "1" : accepted);
    }
    if (kind == ErrorKind.UNAUTHORIZED) {
      return Map.of("www-authenticate", "Bearer");
    }
    return accepted == null
        ? Map.of()
        : Map.of(kind == ErrorKind.METHOD_NOT_ALLOWED ? "allow" : "accept-encoding", accepted);
  }

  /** JSON in UTF-8. */
  public byte[] body() {
    return JsonText.error(message, kind.type(), param, kind.code());
  }

  /** Encodes the error as the last event of a broken stream. */
  public byte[] toEvent() {
    byte[] body = body();
    byte[] event = new byte[DATA_PREFIX.length + body.length + 2];
    System.arraycopy(DATA_PREFIX, 0, event, 0, DATA_PREFIX.length);
    System.arraycopy(body, 0, event, DATA_PREFIX.length, body.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  /** Creates the full response, with content-type and content-length. */
  public FullHttpResponse toResponse() {
    byte[] body = body();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(kind.status()),
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
}
