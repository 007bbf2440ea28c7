package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The distributions of a level's answered requests; of {@link Metric#SEND_LAG}, of all sent. */
public final class Latencies {
  private final Map<Metric, Distribution> of = new EnumMap<>(Metric.class);
  private final boolean open;
  private boolean clockShared = true;
  private long stamped;
  private long gaps;
  private long gapsInOneRead;

  /**
   * @param open requests are due at times of their own
   */
  Latencies(boolean open) {
    this.open = open;
    for (Metric metric : Metric.values()) {
      of.put(metric, new Distribution());
    }
  }

  /**
   * Takes what is known of every request that was sent, whatever came of it: those that wait
   * longest for a free connection are those that time out, and answered ones alone would hide them.
   */
  void sent(Sample sample) {
    if (open && sample.dueNanos() != NONE) {
      record(Metric.SEND_LAG, sample.sendNanos() - sample.dueNanos());
    }
  }

  /** Takes the times of an answered one. */
  void add(Sample sample, RequestTimes times) {
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
      kept(metric).record(value);
    }
  }

  private void addGaps(long[] events) {
    Distribution icl = kept(Metric.ICL);
    for (int i = 1; i < events.length; i++) {
      long gap = events[i] - events[i - 1];
      icl.record(gap);
      // There is one stamp per read, so no gap means no second read.
      gapsInOneRead += gap == 0 ? 1 : 0;
    }
    gaps += Math.max(events.length - 1, 0);
  }

  private void addStamps(Sample sample) {
    Distribution lateness = kept(Metric.LATENESS);
    Distribution transit = kept(Metric.TRANSIT);
    Distribution dueDelay = kept(Metric.DUE_DELAY);
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
    stamped += stamps.length / 3;
  }

  /** Transit and due-delay are empty where the clocks turned out not to be one. */
  public Distribution of(Metric metric) {
    boolean acrossClocks = metric == Metric.TRANSIT || metric == Metric.DUE_DELAY;
    return clockShared || !acrossClocks ? kept(metric) : new Distribution();
  }

  private Distribution kept(Metric metric) {
    return Objects.requireNonNull(of.get(metric));
  }

  /** Every stamp of the server's lay between sending and arrival. */
  public boolean clockShared() {
    return clockShared;
  }

  /** Content events that carried the server's own stamps. */
  public long stamped() {
    return stamped;
  }

  /**
   * The share of the gaps between content events whose two ends came in one socket read, 0 to 1.
   */
  public double coalesced() {
    return gaps == 0 ? 0 : (double) gapsInOneRead / gaps;
  }

  long gapsInOneRead() {
    return gapsInOneRead;
  }

  /** Every distribution that has values, by its metric's name. */
  Map<String, Object> histograms() {
    Map<String, Object> histograms = new LinkedHashMap<>();
    of.forEach(
        (metric, distribution) -> {
          if (distribution.count() > 0) {
            histograms.put(metric.label(), distribution.json());
          }
        });
    return histograms;
  }

  /** Takes those of another result's level. */
  void absorb(Fields level) {
    Fields histograms = level.at("histograms");
    of.forEach(
        (metric, distribution) -> {
          if (histograms.json().has(metric.label())) {
            distribution.add(Distribution.read(histograms.at(metric.label())));
          }
        });
    gaps = kept(Metric.ICL).count();
    gapsInOneRead += level.count("gaps_in_one_read");
    stamped = kept(Metric.LATENESS).count();
    clockShared &= level.truth("clock_shared");
  }
}
