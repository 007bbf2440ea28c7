package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * Counts the measured requests of an open level as they begin and end, beside the samples: what
 * Little's law is held to, where no plan says how many there should be. The window is that in which
 * requests are sent, from the first one to the last.
 */
final class InFlightIntegral {
  private long fromNanos;
  private long lastNanos;
  private long requestNanos;
  private int current;
  private int max;
  private @Nullable InFlight window;

  synchronized void increment(long nanos) {
    if (window == null) {
      fromNanos = nanos;
      lastNanos = nanos;
    }
    advance(nanos);
    current++;
    max = Math.max(max, current);
    window = new InFlight(fromNanos, nanos, requestNanos, max);
  }

  synchronized void decrement(long nanos) {
    advance(nanos);
    current--;
  }

  // Two event loops may come in another order than their stamps: a step back then subtracts what
  // the step before it added, so that the integral stays exact.
  private void advance(long nanos) {
    requestNanos += current * (nanos - lastNanos);
    lastNanos = nanos;
  }

  /** Up to the last begin; null where none began. */
  synchronized @Nullable InFlight window() {
    return window;
  }
}
