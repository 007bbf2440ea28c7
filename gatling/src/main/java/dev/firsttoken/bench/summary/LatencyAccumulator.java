package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Accumulates the {@link Latencies} of one level. */
final class LatencyAccumulator {
  private final Map<Metric, Distribution.Recorder> recorders = new EnumMap<>(Metric.class);
  private final boolean openModel;
  private boolean clockShared = true;
  private long coalescedGaps;
  private int unstreamed;

  /**
   * @param openModel whether requests are due at times of their own
   */
  LatencyAccumulator(boolean openModel) {
    this.openModel = openModel;
    for (Metric metric : Metric.values()) {
      recorders.put(metric, new Distribution.Recorder());
    }
  }

  /**
   * Adds what is known of every request that was sent, whatever its outcome. The requests that wait
   * longest for a free connection are those that time out; successful ones alone would hide them.
   */
  void addSent(Sample sample) {
    if (openModel && sample.dueNanos() != NONE) {
      record(Metric.SEND_LAG, sample.sendNanos() - sample.dueNanos());
    }
  }

  /** Adds the times of a successful response. */
  void addResponse(Sample sample, RequestTimes times) {
    record(Metric.TTFT, times.ttftNanos());
    record(Metric.TTFT_FROM_WRITE, times.ttftFromWriteNanos());
    record(Metric.TTFO, times.ttfoNanos());
    record(Metric.E2E, times.e2eNanos());
    if (openModel) {
      record(Metric.DUE_TTFT, times.dueTtftNanos());
      record(Metric.DUE_E2E, times.dueE2eNanos());
    }
    record(Metric.TPOT, times.tpotNanos());
    unstreamed += times.unstreamed() ? 1 : 0;
    record(Metric.CONNECT, times.connectNanos());
    record(Metric.CLOSE, times.closeNanos());
    record(Metric.REQUEST_TPS, times.tpsMillionths());
    addGaps(sample.eventNanos());
    addStamps(sample);
  }

  /** Adds the times of a successful response to a plain GET request. */
  void addPlainResponse(Sample sample, RequestTimes times) {
    record(Metric.TTFB, sample.headersNanos() - sample.sendNanos());
    record(Metric.E2E, times.e2eNanos());
    if (openModel) {
      record(Metric.DUE_E2E, times.dueE2eNanos());
    }
    record(Metric.CONNECT, times.connectNanos());
  }

  private void record(Metric metric, long value) {
    if (value != NONE) {
      recorder(metric).record(value);
    }
  }

  private void addGaps(long[] events) {
    Distribution.Recorder icl = recorder(Metric.ICL);
    for (int i = 1; i < events.length; i++) {
      long gap = events[i] - events[i - 1];
      icl.record(gap);
      // There is one timestamp per read, so a gap of 0 means one read.
      coalescedGaps += gap == 0 ? 1 : 0;
    }
  }

  private void addStamps(Sample sample) {
    Distribution.Recorder lateness = recorder(Metric.LATENESS);
    Distribution.Recorder transit = recorder(Metric.TRANSIT);
    Distribution.Recorder dueDelay = recorder(Metric.DUE_DELAY);
    long[] stamps = sample.stamps();
    for (int i = 0; i < stamps.length; i += 3) {
      long due = stamps[i];
      long sent = stamps[i + 1];
      long arrival = stamps[i + 2];
      lateness.record(sent - due);
      transit.record(arrival - sent);
      dueDelay.record(arrival - due);
      // On one clock nothing is sent before its request, or after its arrival.
      clockShared &= sample.sendNanos() <= sent && sent <= arrival;
    }
  }

  private Distribution.Recorder recorder(Metric metric) {
    return Objects.requireNonNull(recorders.get(metric));
  }

  /** Returns a percentile of the times so far, or {@link Sample#NONE} if there is none. */
  long percentile(Metric metric, double percent) {
    return recorder(metric).percentile(percent);
  }

  /** Returns the latencies so far. */
  Latencies close() {
    Map<Metric, Distribution> closed = new EnumMap<>(Metric.class);
    recorders.forEach(
        (metric, recorder) -> {
          Distribution distribution = recorder.close();
          if (distribution.count() > 0) {
            closed.put(metric, distribution);
          }
        });
    return new Latencies(
        Collections.unmodifiableMap(closed), clockShared, coalescedGaps, unstreamed);
  }
}
