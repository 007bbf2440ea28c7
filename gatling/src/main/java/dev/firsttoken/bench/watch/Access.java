package dev.firsttoken.bench.watch;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a server is asked for its metrics.
 *
 * @param trust null: whoever the JDK trusts
 * @param key the bearer token; null: none is sent
 */
public record Access(@Nullable SSLContext trust, @Nullable String key) {
  static final Access FREE = new Access(null, null);

  /** Without the key. */
  @Override
  public String toString() {
    return key == null ? "without a key" : "with a key";
  }
}
