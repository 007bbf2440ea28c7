package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.pages.PagePaths;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that apply to every request, made when its headers are complete. */
@Singleton
final class RequestFilter {
  /** A name or an address, with an optional port (RFC 9110 §7.2). */
  private static final Pattern HOST =
      Pattern.compile("(?<host>[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{0,5})?");

  /** Case-insensitive (RFC 9110 §11.1). */
  private static final String BEARER = "Bearer ";

  private static final String X_API_KEY = "x-api-key";

  private final Set<String> allowedHosts;
  private final byte @Nullable [] apiKey;
  private final PagePaths pagePaths;

  RequestFilter(Configuration configuration, PagePaths pagePaths) {
    ClientLimits clientLimits = configuration.clientLimits();
    String key = clientLimits.apiKey();
    this.allowedHosts = clientLimits.allowedHosts();
    this.apiKey = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    this.pagePaths = pagePaths;
  }

  /** {@return the error that rejects the request, or null if it is valid} */
  @Nullable ApiError validate(HttpRequest request) {
    Throwable malformed = request.decoderResult().cause();
    if (malformed != null) {
      return malformed instanceof TooLongHttpHeaderException
              || malformed instanceof TooLongHttpLineException
          ? ApiError.headersTooLarge(HeaderScanner.MAX_BYTES, HeaderScanner.MAX_LINES)
          : ApiError.badRequest(null, "The request is not well-formed HTTP.");
    }
    if (!request.uri().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return ApiError.badRequest(
          null, "The request target must consist of visible ASCII characters.");
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return ApiError.versionNotSupported();
    }
    List<String> transferCodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!transferCodings.isEmpty()
        && (transferCodings.size() > 1
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transferCodings.getFirst()))) {
      return ApiError.badRequest(
          null, "Transfer-Encoding must appear once with the value chunked.");
    }
    ApiError hostError = validateHost(request);
    if (hostError != null) {
      return hostError;
    }
    if (!isAuthorized(request)) {
      return ApiError.unauthorized();
    }
    return isSentByForeignPage(request)
        ? ApiError.forbidden("A web page of another site may not use this server.")
        : null;
  }

  /**
   * Reports whether a page of another site makes its browser spend the operator's key. Without a
   * key of this server, only the browser's own headers show that. A POST needs none of this check:
   * its Content-Type makes the browser send a preflight.
   */
  private boolean isSentByForeignPage(HttpRequest request) {
    if (apiKey != null
        || request.method().equals(HttpMethod.POST)
        || !RequestReceiver.isForRoute(request)) {
      return false;
    }
    List<String> sites = request.headers().getAll("sec-fetch-site");
    if (!sites.isEmpty()) {
      return !sites.stream().allMatch(site -> site.equals("same-origin") || site.equals("none"));
    }
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    return request.headers().getAll(HttpHeaderNames.ORIGIN).stream()
        .anyMatch(
            origin ->
                !origin.equalsIgnoreCase("http://" + host)
                    && !origin.equalsIgnoreCase("https://" + host));
  }

  /** Reports whether the start of the next request is unknown after this error. */
  static boolean isAmbiguous(ApiError error) {
    return error.status() == 400 || error.status() == 431 || error.status() == 505;
  }

  /** A web page of a foreign site can point its name at this server (DNS rebinding). */
  private @Nullable ApiError validateHost(HttpRequest request) {
    List<String> hostHeaders = request.headers().getAll(HttpHeaderNames.HOST);
    if (hostHeaders.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return null;
    }
    Matcher host = HOST.matcher(hostHeaders.isEmpty() ? "" : hostHeaders.getFirst());
    if (hostHeaders.size() != 1 || !host.matches()) {
      return ApiError.badRequest("host", "The Host header must appear once and name one host.");
    }
    return allowedHosts.isEmpty() || allowedHosts.contains(host.group("host"))
        ? null
        : ApiError.misdirected();
  }

  /** A browser can't send a key for a page, which asks for it once it is loaded. */
  private boolean needsNoKey(HttpRequest request) {
    String path = RequestReceiver.path(request);
    boolean isRead =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    return path.startsWith("/health") || (isRead && pagePaths.contains(path));
  }

  private boolean isAuthorized(HttpRequest request) {
    if (apiKey == null || needsNoKey(request)) {
      return true;
    }
    List<String> credentials = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (credentials.isEmpty() && Route.forPath(RequestReceiver.path(request)) == Route.MESSAGES) {
      // Clients of the Messages API send their key in this header.
      List<String> keys = request.headers().getAll(X_API_KEY);
      return keys.size() == 1 && isOwnKey(keys.getFirst());
    }
    return credentials.size() == 1
        && credentials.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isOwnKey(credentials.getFirst().substring(BEARER.length()));
  }

  private boolean isOwnKey(String key) {
    return MessageDigest.isEqual(key.strip().getBytes(StandardCharsets.UTF_8), apiKey);
  }
}
