package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts the content events in the window that costs are measured in, whatever the outcome of their
 * streams: failed streams cost the server as much, and so do ramp streams that continue into the
 * window. The window starts with the first measured send and ends when nothing is in flight.
 */
final class CostWindowEvents {
  /** Resolution of the CPU time that the events are compared with. */
  private static final long TICK_NANOS = 10_000_000;

  /** Ramp events by tick: the start of the window is known only with the first measured sample. */
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
    // The whole ramp is sent before anything that is measured, so earlier events are outside.
    ramp.headMap(Math.min(firstSend, lastRampSend) / TICK_NANOS).clear();
  }

  /** Returns the count, which is 0 before a measured request was sent. */
  long count() {
    return measured
        + ramp.tailMap(firstSend / TICK_NANOS).values().stream().mapToLong(Long::longValue).sum();
  }
}
