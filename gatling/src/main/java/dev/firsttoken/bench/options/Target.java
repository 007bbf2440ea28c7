package dev.firsttoken.bench.options;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests go.
 *
 * @param chatUrl the address of the chat completions, scheme http or https
 * @param isExplicit false where it is the default and nobody asked for it
 * @param timeout bounds each request
 * @param apiKey the bearer token
 * @param caFile PEM certificates to trust in place of the JDK's
 */
public record Target(
    URI chatUrl,
    boolean isExplicit,
    Duration timeout,
    @Nullable String apiKey,
    @Nullable Path caFile) {

  /** Another path on the same server. */
  public URI resolve(String path) {
    return chatUrl.resolve(path);
  }

  /**
   * Who is trusted, for the JDK's HTTP client; null: whoever the JDK trusts.
   *
   * @throws IllegalArgumentException naming the CA file, if it can't be used
   */
  public @Nullable SSLContext sslContext() {
    return caFile == null ? null : CaFile.sslContext(caFile);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return chatUrl.toString();
  }
}
