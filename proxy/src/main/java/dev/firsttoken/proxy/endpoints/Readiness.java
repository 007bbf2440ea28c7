package dev.firsttoken.proxy.endpoints;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether the server is ready for new requests. */
public final class Readiness {
  private final BooleanSupplier isUpstreamDown;
  private final BooleanSupplier isDraining;
  private volatile boolean isWarm;

  /**
   * @param isUpstreamDown whether the configured upstream is of no use now
   * @param isDraining whether the server is shutting down
   * @param isWarm whether the server needs no warm-up
   */
  public Readiness(BooleanSupplier isUpstreamDown, BooleanSupplier isDraining, boolean isWarm) {
    this.isUpstreamDown = isUpstreamDown;
    this.isDraining = isDraining;
    this.isWarm = isWarm;
  }

  /** Called when the warm-up has ended, in whatever way. */
  public void onWarmedUp() {
    isWarm = true;
  }

  /** {@return why the server is not ready, or null if it is ready} */
  @Nullable String blockedBy() {
    if (isUpstreamDown.getAsBoolean()) {
      return "upstream";
    }
    if (isDraining.getAsBoolean()) {
      return "draining";
    }
    return isWarm ? null : "warming_up";
  }
}
