package dev.firsttoken.proxy.endpoints;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server should be sent requests now: every room may say what would keep it from it.
 */
@Singleton
public final class Readiness {
  private record Blocker(String name, BooleanSupplier isBlocking) {}

  private final List<Blocker> blockers = new CopyOnWriteArrayList<>();

  /** While {@code stands}, the server is not ready, and says so by this name. */
  public void addBlocker(String name, BooleanSupplier isBlocking) {
    blockers.add(new Blocker(name, isBlocking));
  }

  /** What keeps it from being ready, null where nothing does. */
  public @Nullable String blockedBy() {
    for (Blocker blocker : blockers) {
      if (blocker.isBlocking.getAsBoolean()) {
        return blocker.name;
      }
    }
    return null;
  }
}
