package dev.firsttoken.proxy.pool;

import org.jspecify.annotations.Nullable;

/**
 * Calls that fail or succeed together.
 *
 * @param route the route's label
 * @param model the model that is sent, or null if none is
 */
public record BreakerKey(String route, @Nullable String model) {
  /** Names the calls in a line of the log. */
  @Override
  public String toString() {
    return model == null ? route : route + " with model " + model;
  }
}
