package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts the content events in the window that costs are measured in, or the requests if their
 * responses are not streamed, whatever their outcome: failed streams cost the server as much, and
 * so do ramp streams that continue into the window. A request counts where it ends. The window
 * starts with the first measured send and ends when nothing is in flight.
 */
final class CostWindowEvents {
  /** Resolution of the CPU time that the events are compared with. */
  private static final long TICK_NANOS = 10_000_000;

  /** Ramp events by tick: the start of the window is known only with the first measured sample. */
  private final NavigableMap<Long, Long> ramp = new TreeMap<>();

  private final boolean countsRequests;
  private long measured;
  private long firstSend = Long.MAX_VALUE;
  private long lastRampSend = Long.MIN_VALUE;

  CostWindowEvents(RequestKind kind) {
    this.countsRequests = kind != RequestKind.CHAT;
  }

  void addMeasured(Sample sample) {
    firstSend = Math.min(firstSend, sample.sendNanos());
    measured += countsRequests ? 1 : sample.eventNanos().length;
  }

  void addRamp(Sample sample) {
    lastRampSend = Math.max(lastRampSend, sample.sendNanos());
    if (countsRequests) {
      ramp.merge(sample.endNanos() / TICK_NANOS, 1L, Long::sum);
    }
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
