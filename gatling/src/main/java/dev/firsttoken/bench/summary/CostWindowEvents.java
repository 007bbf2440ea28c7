package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Content events that arrived in the window that costs are measured in, whatever became of their
 * streams: those that failed cost the server as much, and so do those of the ramp that go on in it.
 * The window begins with the first measured send and ends when nothing is under way any more.
 */
final class CostWindowEvents {
  /** CPU time, which they are compared with, is known no more exactly. */
  private static final long TICK_NANOS = 10_000_000;

  /** Ramp events by tick: where the window begins is known only with the first measured sample. */
  private final NavigableMap<Long, Long> ramp = new TreeMap<>();

  private long measured;
  private long firstSend = Long.MAX_VALUE;
  private long lastRampSend = Long.MIN_VALUE;

  void addMeasured(Sample sample) {
    firstSend = Math.min(firstSend, sample.sendNanos());
    measured += sample.eventNanos().length;
  }

  void addRamp(Sample sample) {
    lastRampSend = Math.max(lastRampSend, sample.sendNanos());
    for (long event : sample.eventNanos()) {
      ramp.merge(event / TICK_NANOS, 1L, Long::sum);
    }
    // All of the ramp is sent before anything that is measured: what came by then is outside.
    ramp.headMap(Math.min(firstSend, lastRampSend) / TICK_NANOS).clear();
  }

  /** None before a measured request was sent. */
  long count() {
    return measured
        + ramp.tailMap(firstSend / TICK_NANOS).values().stream().mapToLong(Long::longValue).sum();
  }
}
