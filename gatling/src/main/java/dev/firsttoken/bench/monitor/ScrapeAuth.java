package dev.firsttoken.bench.monitor;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a server is asked for its metrics.
 *
 * @param sslContext null: whoever the JDK trusts
 * @param bearerToken the bearer token; null: none is sent
 */
public record ScrapeAuth(@Nullable SSLContext sslContext, @Nullable String bearerToken) {
  static final ScrapeAuth ANONYMOUS = new ScrapeAuth(null, null);

  /** Without the key. */
  @Override
  public String toString() {
    return bearerToken == null ? "without a key" : "with a key";
  }
}
