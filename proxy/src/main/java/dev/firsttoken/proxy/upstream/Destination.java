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
 * @param usesListedModel whether requests get the model that the upstream lists, if neither they
 *     nor the operator name one
 */
record Destination(
    Origin origin,
    String basePath,
    UpstreamEndpoint endpoint,
    @Nullable String apiKey,
    @Nullable String model,
    boolean usesListedModel) {

  /** Reports whether the model of a request that names none is to be looked up. */
  boolean needsListedModel() {
    return model == null && usesListedModel;
  }

  Destination withModel(String model) {
    return new Destination(origin, basePath, endpoint, apiKey, model, usesListedModel);
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return origin + basePath;
  }
}
