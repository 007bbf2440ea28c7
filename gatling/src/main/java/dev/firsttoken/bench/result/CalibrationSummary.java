package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.trust.TrustCheck;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the bench itself adds to its numbers, from a run against a synthetic stream on the
 * same clock. The first level is the planned load; the others look for the ceiling.
 *
 * <p>The bias of TTFT is {@code (t_1 − t_send) − (sent_1 − t_0)}: the measured TTFT minus the
 * server's own time, where the server read the request at {@code t_0 = due_1 − ttft_ms}.
 */
public final class CalibrationSummary {
  /** A frame that the client stamps later than this is not measured well. */
  private static final long MAX_TRANSIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final RunHeader header;
  private final Summarizer summarizer;
  private final Distribution.Recorder bias = new Distribution.Recorder();
  private final long ttftNanos;

  /**
   * @param ttftMillis the synthetic stream's {@code ttft_ms}
   */
  public CalibrationSummary(RunHeader header, int ttftMillis) {
    this.header = header;
    this.summarizer = new Summarizer(header);
    this.ttftNanos = TimeUnit.MILLISECONDS.toNanos(ttftMillis);
  }

  /** Adds the next entry of the sample file. */
  public void add(Entry entry) {
    summarizer.add(entry);
    if (entry instanceof Sample sample && isPlannedLoad(sample)) {
      long[] stamps = sample.stamps();
      long receivedNanos = stamps[0] - ttftNanos;
      bias.record(sample.eventNanos()[0] - sample.sendNanos() - (stamps[1] - receivedNanos));
    }
  }

  private static boolean isPlannedLoad(Sample sample) {
    return sample.level() == 0
        && sample.isMeasured()
        && sample.outcome() == Outcome.OK
        && sample.stamps().length > 0;
  }

  /**
   * Returns the calibration.
   *
   * @throws IllegalStateException if there is none: no timestamps, another clock, failed requests
   *     at the planned load, or a failed check of its numbers
   */
  public Calibration calibration(int streams, int delayMillis) {
    List<LevelResult> levels = summarizer.result(false).levels();
    Distribution ttftBias = bias.close();
    if (ttftBias.count() == 0 || !levels.getFirst().summary().latencies().clockShared()) {
      throw new IllegalStateException(
          "nothing to calibrate by: no stamped stream on this machine's clock was read");
    }
    requireTrusted(levels.getFirst());
    Ceiling ceiling = findCeiling(levels);
    Distribution transit = transit(levels.getFirst());
    return new Calibration(
        header.startedAt(),
        Calibration.machine(header.environment()),
        streams,
        delayMillis,
        ttftBias.percentile(Percentile.P50),
        ttftBias.percentile(Percentile.P99),
        transit.percentile(Percentile.P50),
        transit.percentile(Percentile.P99),
        ceiling.eventsPerSecond(),
        ceiling.streams());
  }

  private static void requireTrusted(LevelResult plannedLevel) {
    for (TrustCheck check : plannedLevel.checks()) {
      if (check.hasFailed()) {
        throw new IllegalStateException("calibration discarded: " + check.message());
      }
    }
    if (plannedLevel.failed() > 0) {
      throw new IllegalStateException(
          "calibration discarded: %d of %d requests failed at the planned load"
              .formatted(plannedLevel.failed(), plannedLevel.summary().sampled()));
    }
  }

  private record Ceiling(double eventsPerSecond, int streams) {}

  private static Ceiling findCeiling(List<LevelResult> levels) {
    Ceiling ceiling = new Ceiling(0, 0);
    for (LevelResult level : levels) {
      Distribution transit = transit(level);
      double rate = level.summary().perSecond(level.summary().volume().events());
      boolean withinLimit =
          transit.count() > 0 && transit.percentile(Percentile.P99) < MAX_TRANSIT_NANOS;
      if (withinLimit && level.failed() == 0 && rate > ceiling.eventsPerSecond()) {
        ceiling = new Ceiling(rate, level.level().concurrency());
      }
    }
    return ceiling;
  }

  private static Distribution transit(LevelResult level) {
    return level.summary().latencies().distribution(Metric.TRANSIT);
  }
}
