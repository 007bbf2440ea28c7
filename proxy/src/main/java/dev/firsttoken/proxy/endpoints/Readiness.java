package dev.firsttoken.proxy.endpoints;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether the server is ready for new requests. */
public final class Readiness {
  private final BooleanSupplier isUpstreamDown;
  private final BooleanSupplier isDraining;

  /**
   * @param isUpstreamDown whether the configured upstream is of no use now
   * @param isDraining whether the server is shutting down
   */
  public Readiness(BooleanSupplier isUpstreamDown, BooleanSupplier isDraining) {
    this.isUpstreamDown = isUpstreamDown;
    this.isDraining = isDraining;
  }

  /** {@return why the server is not ready, or null if it is ready} */
  @Nullable String blockedBy() {
    if (isUpstreamDown.getAsBoolean()) {
      return "upstream";
    }
    return isDraining.getAsBoolean() ? "draining" : null;
  }
}
