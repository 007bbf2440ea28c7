package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.wire.call.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Where one request goes, and what is said for it there.
 *
 * @param basePath what stands in front of each route's own path
 * @param apiKey null for none
 * @param model named where the request names none; null leaves it so
 */
record Destination(
    Origin origin,
    String basePath,
    UpstreamEndpoint endpoint,
    @Nullable String apiKey,
    @Nullable String model) {

  /** Never with the key. */
  @Override
  public String toString() {
    return origin + basePath;
  }
}
