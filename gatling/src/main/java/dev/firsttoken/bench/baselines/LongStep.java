package dev.firsttoken.bench.baselines;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Step that says what it does once it takes more than two seconds, and how long it has taken then.
 */
final class LongStep {
  /** Interval between two calls of {@link #tick}. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration FURTHER = Duration.ofSeconds(10);

  private final String description;
  private final Consumer<String> progress;
  private final long startNanos = System.nanoTime();
  private Duration next = FIRST;

  /**
   * @param description what is done, as the start of a sentence
   */
  LongStep(String description, Consumer<String> progress) {
    this.description = description;
    this.progress = progress;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Reports if it is time to. */
  void tick() {
    Duration elapsed = elapsed();
    if (elapsed.compareTo(next) >= 0) {
      progress.accept("%s (%d s so far)".formatted(description, elapsed.toSeconds()));
      next = elapsed.plus(FURTHER);
    }
  }
}
