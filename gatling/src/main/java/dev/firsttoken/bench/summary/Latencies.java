package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.samples.Sample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The distributions of a level's answered requests; of {@link Metric#SEND_LAG}, of all sent. */
public final class Latencies {
  private final Map<Metric, Distribution> distribution = new EnumMap<>(Metric.class);
  private final boolean open;
  private boolean clockShared = true;
  private long stampedEvents;
  private long gapCount;
  private long coalescedGaps;

  /**
   * @param open requests are due at times of their own
   */
  Latencies(boolean open) {
    this.open = open;
    for (Metric metric : Metric.values()) {
      distribution.put(metric, new Distribution());
    }
  }

  /**
   * Takes what is known of every request that was sent, whatever came of it: those that wait
   * longest for a free connection are those that time out, and answered ones alone would hide them.
   */
  void addSent(Sample sample) {
    if (open && sample.dueNanos() != NONE) {
      record(Metric.SEND_LAG, sample.sendNanos() - sample.dueNanos());
    }
  }

  /** Takes the times of an answered one. */
  void addResponse(Sample sample, RequestTimes times) {
    record(Metric.TTFT, times.ttftNanos());
    record(Metric.TTFT_FROM_WRITE, times.ttftFromWriteNanos());
    record(Metric.TTFO, times.ttfoNanos());
    record(Metric.E2E, times.e2eNanos());
    if (open) {
      record(Metric.DUE_TTFT, times.dueTtftNanos());
      record(Metric.DUE_E2E, times.dueE2eNanos());
    }
    record(Metric.TPOT, times.tpotNanos());
    record(Metric.CONNECT, times.connectNanos());
    record(Metric.CLOSE, times.closeNanos());
    record(Metric.REQUEST_TPS, times.tpsMillionths());
    addGaps(sample.eventNanos());
    addStamps(sample);
  }

  private void record(Metric metric, long value) {
    if (value != NONE) {
      recorded(metric).record(value);
    }
  }

  private void addGaps(long[] events) {
    Distribution icl = recorded(Metric.ICL);
    for (int i = 1; i < events.length; i++) {
      long gap = events[i] - events[i - 1];
      icl.record(gap);
      // There is one stamp per read, so no gap means no second read.
      coalescedGaps += gap == 0 ? 1 : 0;
    }
    gapCount += Math.max(events.length - 1, 0);
  }

  private void addStamps(Sample sample) {
    Distribution lateness = recorded(Metric.LATENESS);
    Distribution transit = recorded(Metric.TRANSIT);
    Distribution dueDelay = recorded(Metric.DUE_DELAY);
    long[] stamps = sample.stamps();
    for (int i = 0; i < stamps.length; i += 3) {
      long due = stamps[i];
      long sent = stamps[i + 1];
      long arrival = stamps[i + 2];
      lateness.record(sent - due);
      transit.record(arrival - sent);
      dueDelay.record(arrival - due);
      // On one clock nothing is sent before it was asked for, or after it arrived.
      clockShared &= sample.sendNanos() <= sent && sent <= arrival;
    }
    stampedEvents += stamps.length / 3;
  }

  /** Transit and due-delay are empty where the clocks turned out not to be one. */
  public Distribution distribution(Metric metric) {
    boolean needsSharedClock = metric == Metric.TRANSIT || metric == Metric.DUE_DELAY;
    return clockShared || !needsSharedClock ? recorded(metric) : new Distribution();
  }

  private Distribution recorded(Metric metric) {
    return Objects.requireNonNull(distribution.get(metric));
  }

  /** Every stamp of the server's lay between sending and arrival. */
  public boolean clockShared() {
    return clockShared;
  }

  /** Content events that carried the server's own stamps. */
  public long stampedEvents() {
    return stampedEvents;
  }

  /**
   * The share of the gaps between content events whose two ends came in one socket read, 0 to 1.
   */
  public double coalescedShare() {
    return gapCount == 0 ? 0 : (double) coalescedGaps / gapCount;
  }

  public long coalescedGaps() {
    return coalescedGaps;
  }

  /** Every distribution that has values, by its metric's name. */
  public Map<String, Object> histograms() {
    Map<String, Object> histograms = new LinkedHashMap<>();
    distribution.forEach(
        (metric, distribution) -> {
          if (distribution.count() > 0) {
            histograms.put(metric.label(), distribution.toJson());
          }
        });
    return histograms;
  }

  /** Takes those of another result's level. */
  void merge(JsonFields level) {
    JsonFields histograms = level.object("histograms");
    distribution.forEach(
        (metric, distribution) -> {
          if (histograms.json().has(metric.label())) {
            distribution.add(Distribution.fromJson(histograms.object(metric.label())));
          }
        });
    gapCount = recorded(Metric.ICL).count();
    coalescedGaps += level.longValue("gaps_in_one_read");
    stampedEvents = recorded(Metric.LATENESS).count();
    clockShared &= level.booleanValue("clock_shared");
  }
}
