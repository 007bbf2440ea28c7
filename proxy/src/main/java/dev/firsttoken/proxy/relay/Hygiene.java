package dev.firsttoken.proxy.relay;

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
public final class Hygiene {
  private static final Set<String> ONE_HOP =
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

  private static final Set<String> NOT_UPSTREAM =
      Set.of(
          "host",
          "expect",
          // The operator's own key goes upstream, never a caller's.
          "authorization",
          "cookie",
          "x-api-key",
          "forwarded",
          "via",
          "origin",
          "referer",
          // A compressed stream is one that nobody can measure.
          "accept-encoding");

  /** A client that followed upstream's redirect would pass the proxy by. */
  private static final Set<String> NOT_DOWNSTREAM =
      Set.of("server", "set-cookie", "alt-svc", "location");

  private Hygiene() {}

  /** What of a caller's headers goes on to the upstream. */
  public static HttpHeaders upstream(HttpHeaders callers) {
    return passing(callers, NOT_UPSTREAM);
  }

  /** What of an upstream's headers goes back to the caller. */
  static HttpHeaders downstream(HttpHeaders upstreams) {
    return passing(upstreams, NOT_DOWNSTREAM);
  }

  private static HttpHeaders passing(HttpHeaders headers, Set<String> held) {
    HttpHeaders passing = new DefaultHttpHeaders();
    List<String> named =
        headers.contains(HttpHeaderNames.CONNECTION)
            ? headers.getAll(HttpHeaderNames.CONNECTION).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList()
            : List.of();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!ONE_HOP.contains(name)
          && !held.contains(name)
          && !named.contains(name)
          && !name.startsWith("x-forwarded-")
          && !name.startsWith("x-llm-")
          && !name.startsWith("sec-")) {
        passing.add(header.getKey(), header.getValue());
      }
    }
    return passing;
  }
}
