package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.trust.TrustCheck;
import java.util.concurrent.TimeUnit;

/**
 * Takes the entries of a run against a synthetic stream on the same clock, and gives what the
 * instrument added to its numbers. The first level is the planned load; the others were tried for
 * the ceiling.
 *
 * <p>What TTFT says beyond what the server took is {@code (t_1 − t_send) − (sent_1 − t_0)}, where
 * the server read the request at {@code t_0 = due_1 − ttft_ms}.
 */
public final class CalibrationSummary {
  /** Frames that come later than this, by the client's making, are measured by nobody. */
  private static final long MAX_TRANSIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final RunHeader header;
  private final Summarizer summarizer;
  private final Distribution bias = new Distribution();
  private final long ttftNanos;

  /**
   * @param ttftMillis the synthetic stream's {@code ttft_ms}
   */
  public CalibrationSummary(RunHeader header, int ttftMillis) {
    this.header = header;
    this.summarizer = new Summarizer(header);
    this.ttftNanos = TimeUnit.MILLISECONDS.toNanos(ttftMillis);
  }

  /** The next one. */
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
   * What was found.
   *
   * @throws IllegalStateException where nothing can be said: no stamps, another clock, requests
   *     that failed at the planned load, or numbers of it that don't agree with each other
   */
  public Calibration calibration(int streams, int delayMillis) {
    LevelSummary plannedLevel =
        summarizer.levels().isEmpty() ? null : summarizer.levels().getFirst();
    if (plannedLevel == null || bias.count() == 0 || !plannedLevel.latencies().clockShared()) {
      throw new IllegalStateException(
          "nothing to calibrate by: no stamped stream on this machine's clock was read");
    }
    for (TrustCheck trustCheck : summarizer.result(false).checks(plannedLevel)) {
      if (trustCheck.verdict() == TrustCheck.Verdict.FAIL) {
        throw new IllegalStateException("no calibration is kept: " + trustCheck.message());
      }
    }
    if (plannedLevel.failed() > 0) {
      throw new IllegalStateException(
          "no calibration is kept: %d of %d requests failed at the planned load"
              .formatted(plannedLevel.failed(), plannedLevel.sampled()));
    }
    double ceiling = 0;
    int ceilingStreams = 0;
    for (LevelSummary level : summarizer.levels()) {
      Distribution transit = level.latencies().distribution(Metric.TRANSIT);
      double rate = level.perSecond(level.volume().events());
      boolean withinLimit = transit.count() > 0 && transit.percentile(99) < MAX_TRANSIT_NANOS;
      if (withinLimit && level.failed() == 0 && rate > ceiling) {
        ceiling = rate;
        ceilingStreams = level.level().concurrency();
      }
    }
    Distribution transit = plannedLevel.latencies().distribution(Metric.TRANSIT);
    return new Calibration(
        header.startedAt(),
        Calibration.machine(header.environment()),
        streams,
        delayMillis,
        bias.percentile(50),
        bias.percentile(99),
        transit.percentile(50),
        transit.percentile(99),
        ceiling,
        ceilingStreams);
  }
}
