package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS and credentials of a scrape.
 *
 * @param sslContext null for the JDK's trust store
 * @param bearerToken null to send none
 * @param headers the user's own headers, one of which may be a key
 */
public record ScrapeAuth(
    @Nullable SSLContext sslContext, @Nullable String bearerToken, RequestHeaders headers) {
  static final ScrapeAuth ANONYMOUS = new ScrapeAuth(null, null, RequestHeaders.NONE);

  /** Headers that a scrape has its own of: they say what a chat request is. */
  private static final Set<String> OF_REQUESTS = Set.of("accept", "content-type");

  /** Adds the credentials to a request. The user's headers replace those of the bench. */
  void addTo(HttpRequest.Builder request) {
    if (bearerToken != null) {
      request.setHeader("authorization", "Bearer " + bearerToken);
    }
    Set<String> replaced = new TreeSet<>();
    for (Header header : headers.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (OF_REQUESTS.contains(name)) {
        continue;
      }
      if (replaced.add(name)) {
        request.setHeader(name, header.value());
      } else {
        request.header(name, header.value());
      }
    }
  }

  /** Leaves out the keys. */
  @Override
  public String toString() {
    return bearerToken == null && headers.headers().isEmpty() ? "without a key" : "with a key";
  }
}
