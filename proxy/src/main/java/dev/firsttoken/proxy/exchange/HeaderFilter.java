package dev.firsttoken.proxy.exchange;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which headers pass, either way. Framing and connection belong to one hop (RFC 9110 §7.6.1);
 * credentials and cookies belong to one side.
 */
public final class HeaderFilter {
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
          // The operator's own key goes upstream, never a caller's.
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
          // A compressed stream is one that nobody can measure.
          "accept-encoding");

  /**
   * What an upstream may say of its own site, and not of this one. A client that followed its
   * redirect would pass the proxy by.
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
   * Both ways: what the proxy is told itself; what browsers and the proxies before us say; whom a
   * server opens itself to, which is this one's to say; and orders to an nginx in front.
   */
  private static final List<String> DROPPED_PREFIXES =
      List.of("x-llm-", "x-forwarded-", "sec-", "access-control-", "cross-origin-", "x-accel-");

  private HeaderFilter() {}

  /** What of a caller's headers goes on to the upstream. */
  public static HttpHeaders filterForUpstream(HttpHeaders requestHeaders) {
    return filter(requestHeaders, DROPPED_FROM_REQUEST);
  }

  /** What of an upstream's headers goes back to the caller. */
  public static HttpHeaders filterForClient(HttpHeaders responseHeaders) {
    return filter(responseHeaders, DROPPED_FROM_RESPONSE);
  }

  private static HttpHeaders filter(HttpHeaders headers, Set<String> dropped) {
    HttpHeaders filtered = new DefaultHttpHeaders();
    List<String> connectionOptions =
        headers.contains(HttpHeaderNames.CONNECTION)
            ? headers.getAll(HttpHeaderNames.CONNECTION).stream()
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
