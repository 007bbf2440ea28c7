package dev.firsttoken.bench.options;

import dev.firsttoken.bench.http.CaFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Server that the requests go to.
 *
 * @param chatUrl http or https URL of the chat completions; of a micro run that of its GET requests
 * @param isExplicit whether the user gave it; false for the default
 * @param timeout limit of each request
 * @param apiKey bearer token, or null for none
 * @param caFile PEM certificates to trust instead of the JDK's, or null for the JDK's
 */
public record Target(
    URI chatUrl,
    boolean isExplicit,
    Duration timeout,
    @Nullable String apiKey,
    @Nullable Path caFile) {

  /** Returns the URL of another path on the same server. */
  public URI resolve(String path) {
    return chatUrl.resolve(path);
  }

  /**
   * Creates the TLS context of the JDK's HTTP client.
   *
   * @return the context that trusts the CA file, or null to trust the JDK's certificates
   * @throws IllegalArgumentException with the CA file's name, if it can't be used
   */
  public @Nullable SSLContext sslContext() {
    return caFile == null ? null : CaFile.sslContext(caFile);
  }

  /** Returns the URL, without the key. */
  @Override
  public String toString() {
    return chatUrl.toString();
  }
}
