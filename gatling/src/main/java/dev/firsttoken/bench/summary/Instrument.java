package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import java.util.concurrent.TimeUnit;

/**
 * Takes the entries of a run against a synthetic stream on the same clock, and gives what the
 * instrument added to its numbers. The first level is the planned load; the others were tried for
 * the ceiling.
 *
 * <p>What TTFT says beyond what the server took is {@code (t_1 − t_send) − (sent_1 − t_0)}, where
 * the server read the request at {@code t_0 = due_1 − ttft_ms}.
 */
public final class Instrument {
  /** Frames that come later than this, by the client's making, are measured by nobody. */
  private static final long MOST_TRANSIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final RunHeader header;
  private final Summary summary;
  private final Distribution bias = new Distribution();
  private final long ttftNanos;

  /**
   * @param ttftMillis the synthetic stream's {@code ttft_ms}
   */
  public Instrument(RunHeader header, int ttftMillis) {
    this.header = header;
    this.summary = new Summary(header);
    this.ttftNanos = TimeUnit.MILLISECONDS.toNanos(ttftMillis);
  }

  /** The next one. */
  public void add(Entry entry) {
    summary.add(entry);
    if (entry instanceof Sample sample && planned(sample)) {
      long[] stamps = sample.stamps();
      long readNanos = stamps[0] - ttftNanos;
      bias.record(sample.eventNanos()[0] - sample.sendNanos() - (stamps[1] - readNanos));
    }
  }

  private static boolean planned(Sample sample) {
    return sample.level() == 0
        && sample.measured()
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
    LevelSummary planned = summary.levels().isEmpty() ? null : summary.levels().getFirst();
    if (planned == null || bias.count() == 0 || !planned.latencies().clockShared()) {
      throw new IllegalStateException(
          "nothing to calibrate by: no stamped stream on this machine's clock was read");
    }
    for (Check check : summary.result(false).trust(planned)) {
      if (check.verdict() == Check.Verdict.FAIL) {
        throw new IllegalStateException("no calibration is kept: " + check.message());
      }
    }
    if (planned.failed() > 0) {
      throw new IllegalStateException(
          "no calibration is kept: %d of %d requests failed at the planned load"
              .formatted(planned.failed(), planned.sampled()));
    }
    double ceiling = 0;
    int most = 0;
    for (LevelSummary level : summary.levels()) {
      Distribution transit = level.latencies().of(Metric.TRANSIT);
      double rate = level.perSecond(level.volume().events());
      boolean good = transit.count() > 0 && transit.at(99) < MOST_TRANSIT_NANOS;
      if (good && level.failed() == 0 && rate > ceiling) {
        ceiling = rate;
        most = level.level().concurrency();
      }
    }
    Distribution transit = planned.latencies().of(Metric.TRANSIT);
    return new Calibration(
        header.startedAt(),
        Calibration.machine(header.environment()),
        streams,
        delayMillis,
        bias.at(50),
        bias.at(99),
        transit.at(50),
        transit.at(99),
        ceiling,
        most);
  }
}
