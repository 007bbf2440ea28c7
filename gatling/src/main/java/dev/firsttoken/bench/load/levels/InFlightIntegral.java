package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * Measured requests in flight of an open level, counted as they begin and end, beside the samples.
 * Little's law is checked against it, because the plan states no concurrency. The window lasts from
 * the first send to the last.
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

  // Calls of two event loops may come out of order of their stamps. The step back then subtracts
  // what the step before it added, so that the integral stays exact.
  private void advance(long nanos) {
    requestNanos += current * (nanos - lastNanos);
    lastNanos = nanos;
  }

  /**
   * Requests in flight up to the last send.
   *
   * @return the window, or null if nothing was sent
   */
  synchronized @Nullable InFlight window() {
    return window;
  }
}
