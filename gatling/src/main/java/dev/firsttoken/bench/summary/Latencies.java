package dev.firsttoken.bench.summary;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The distributions of a level's successful responses; those of {@link Metric#SEND_LAG} cover every
 * request that was sent.
 *
 * @param recorded by metric, in order, without those that have no value
 * @param clockShared whether every server timestamp lay between sending and arrival
 * @param coalescedGaps gaps between content events whose two ends came in one socket read
 * @param unstreamed responses without TPOT, because they were not streamed
 */
public record Latencies(
    Map<Metric, Distribution> recorded, boolean clockShared, long coalescedGaps, int unstreamed) {

  /** Returns one distribution; transit and due-delay are empty unless the clock is shared. */
  public Distribution distribution(Metric metric) {
    boolean needsSharedClock = metric == Metric.TRANSIT || metric == Metric.DUE_DELAY;
    @Nullable Distribution distribution = recorded.get(metric);
    return distribution == null || (needsSharedClock && !clockShared)
        ? Distribution.empty()
        : distribution;
  }

  /** Returns the number of content events that carried the server's own timestamps. */
  public long stampedEvents() {
    return distribution(Metric.LATENESS).count();
  }

  /** Returns the share of the gaps between content events that lie within one read, 0 to 1. */
  public double coalescedShare() {
    long gaps = distribution(Metric.ICL).count();
    return gaps == 0 ? 0 : (double) coalescedGaps / gaps;
  }
}
