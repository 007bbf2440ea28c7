package dev.firsttoken.proxy.exchange;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Selects the headers that pass between client and upstream. Framing and connection headers belong
 * to one hop (RFC 9110 §7.6.1). Credentials and cookies belong to one side.
 */
public final class HeaderFilter {
  /** Response header with the proxy's own id of the request. */
  static final String REQUEST_ID = "x-request-id";

  /** Response header with the upstream's id, for which its operator may ask. */
  static final String UPSTREAM_REQUEST_ID = "x-upstream-request-id";

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "upgrade");

  private static final Set<String> DROPPED_FROM_REQUEST =
      Set.of(
          "host",
          "expect",
          // The upstream receives the operator's key, never a caller's.
          "authorization",
          "api-key",
          "x-api-key",
          "x-goog-api-key",
          "cookie",
          "cookie2",
          "forwarded",
          "via",
          "x-real-ip",
          "origin",
          "referer",
          // The body is decoded here.
          "content-encoding",
          // The proxy can't measure a compressed stream.
          "accept-encoding");

  /** Digests, ranges and signatures of the bytes that the client sent. */
  private static final List<String> BODY_DESCRIPTIONS =
      List.of(
          "content-md5",
          "content-digest",
          "repr-digest",
          "digest",
          "content-range",
          "signature",
          "signature-input",
          "x-content-sha256",
          "x-amz-content-sha256",
          "x-ms-content-sha256");

  /**
   * Headers that an upstream may set for its own site but not for this one. A client that follows
   * an upstream's redirect bypasses the proxy.
   */
  private static final Set<String> DROPPED_FROM_RESPONSE =
      Set.of(
          "server",
          "set-cookie",
          "set-cookie2",
          "alt-svc",
          "location",
          "refresh",
          "clear-site-data",
          "strict-transport-security",
          "timing-allow-origin",
          "x-sendfile");

  /**
   * Dropped in both directions: options of this proxy, headers of browsers and of proxies in front,
   * access rules, which only this server sets, and commands to an nginx in front.
   */
  private static final List<String> DROPPED_PREFIXES =
      List.of("x-llm-", "x-forwarded-", "sec-", "access-control-", "cross-origin-", "x-accel-");

  private HeaderFilter() {}

  /** {@return the request headers that the upstream receives} */
  public static HttpHeaders filterForUpstream(HttpHeaders requestHeaders) {
    return filter(requestHeaders, requestHeaders, DROPPED_FROM_REQUEST);
  }

  /** Removes the headers that are wrong once the body has changed. */
  public static void removeBodyDescriptions(HttpHeaders filteredHeaders) {
    BODY_DESCRIPTIONS.forEach(filteredHeaders::remove);
  }

  /**
   * {@return the response headers that the client receives} {@code X-Request-Id} is the proxy's
   * own, so that of the upstream is renamed.
   */
  public static HttpHeaders filterForClient(HttpHeaders responseHeaders) {
    return renameRequestId(filter(responseHeaders, responseHeaders, DROPPED_FROM_RESPONSE));
  }

  /**
   * {@return the trailers that the client receives}
   *
   * @param responseHeaders headers of the same response, whose Connection header names others
   */
  public static HttpHeaders filterTrailers(HttpHeaders trailers, HttpHeaders responseHeaders) {
    return renameRequestId(filter(trailers, responseHeaders, DROPPED_FROM_RESPONSE));
  }

  private static HttpHeaders renameRequestId(HttpHeaders filtered) {
    if (filtered.contains(REQUEST_ID)) {
      filtered.set(UPSTREAM_REQUEST_ID, filtered.getAll(REQUEST_ID));
      filtered.remove(REQUEST_ID);
    }
    return filtered;
  }

  private static HttpHeaders filter(
      HttpHeaders headers, HttpHeaders withConnection, Set<String> dropped) {
    HttpHeaders filtered = new DefaultHttpHeaders();
    List<String> connectionOptions =
        withConnection.contains(HttpHeaderNames.CONNECTION)
            ? withConnection.getAll(HttpHeaderNames.CONNECTION).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList()
            : List.of();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)
          && !dropped.contains(name)
          && !connectionOptions.contains(name)
          && !hasDroppedPrefix(name)) {
        filtered.add(header.getKey(), header.getValue());
      }
    }
    return filtered;
  }

  private static boolean hasDroppedPrefix(String name) {
    for (String prefix : DROPPED_PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
