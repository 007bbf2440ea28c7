package dev.firsttoken.bench.monitor;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS and credentials of a scrape.
 *
 * @param sslContext null for the JDK's trust store
 * @param bearerToken null to send none
 */
public record ScrapeAuth(@Nullable SSLContext sslContext, @Nullable String bearerToken) {
  static final ScrapeAuth ANONYMOUS = new ScrapeAuth(null, null);

  /** Leaves out the key. */
  @Override
  public String toString() {
    return bearerToken == null ? "without a key" : "with a key";
  }
}
