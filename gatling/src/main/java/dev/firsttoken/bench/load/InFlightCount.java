package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * Counts the measured requests of an open level as they begin and end, beside the samples: what
 * Little's law is held to, where no plan says how many there should be. The window is that in which
 * requests are sent, from the first one to the last.
 */
final class InFlightCount {
  private long fromNanos;
  private long atNanos;
  private long requestNanos;
  private int now;
  private int most;
  private @Nullable InFlight window;

  synchronized void began(long nanos) {
    if (window == null) {
      fromNanos = nanos;
      atNanos = nanos;
    }
    advance(nanos);
    now++;
    most = Math.max(most, now);
    window = new InFlight(fromNanos, nanos, requestNanos, most);
  }

  synchronized void ended(long nanos) {
    advance(nanos);
    now--;
  }

  // Two event loops may come in another order than their stamps: a step back then subtracts what
  // the step before it added, so that the integral stays exact.
  private void advance(long nanos) {
    requestNanos += now * (nanos - atNanos);
    atNanos = nanos;
  }

  /** Up to the last begin; null where none began. */
  synchronized @Nullable InFlight window() {
    return window;
  }
}
