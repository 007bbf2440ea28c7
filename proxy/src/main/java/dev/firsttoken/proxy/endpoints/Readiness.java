package dev.firsttoken.proxy.endpoints;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether the server is ready for new requests. */
public final class Readiness {
  private final BooleanSupplier isUpstreamBreakerOpen;
  private final BooleanSupplier isDraining;

  /**
   * @param isUpstreamBreakerOpen whether the breaker of the configured upstream rejects calls
   * @param isDraining whether the server is shutting down
   */
  public Readiness(BooleanSupplier isUpstreamBreakerOpen, BooleanSupplier isDraining) {
    this.isUpstreamBreakerOpen = isUpstreamBreakerOpen;
    this.isDraining = isDraining;
  }

  /** {@return why the server is not ready, or null if it is ready} */
  @Nullable String blockedBy() {
    if (isUpstreamBreakerOpen.getAsBoolean()) {
      return "upstream";
    }
    return isDraining.getAsBoolean() ? "draining" : null;
  }
}
