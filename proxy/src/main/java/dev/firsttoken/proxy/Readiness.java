package dev.firsttoken.proxy;

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
  private record Obstacle(String name, BooleanSupplier stands) {}

  private final List<Obstacle> obstacles = new CopyOnWriteArrayList<>();

  /** While {@code stands}, the server is not ready, and says so by this name. */
  public void hindered(String name, BooleanSupplier stands) {
    obstacles.add(new Obstacle(name, stands));
  }

  /** What keeps it from being ready, null where nothing does. */
  public @Nullable String obstacle() {
    for (Obstacle obstacle : obstacles) {
      if (obstacle.stands.getAsBoolean()) {
        return obstacle.name;
      }
    }
    return null;
  }
}
