package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.wire.call.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Destination of one request.
 *
 * @param basePath path prefix of every route
 * @param apiKey sent as the bearer token, or null for none
 * @param model set in requests that name none, or null to leave them unchanged
 */
record Destination(
    Origin origin,
    String basePath,
    UpstreamEndpoint endpoint,
    @Nullable String apiKey,
    @Nullable String model) {

  /** Omits the key. */
  @Override
  public String toString() {
    return origin + basePath;
  }
}
