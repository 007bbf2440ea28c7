package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import java.util.List;

/**
 * What a level's answers showed so far.
 *
 * @param rps answered requests per second of wall; not a number where nothing was answered
 * @param tps tokens per second of wall
 */
record Throughput(double rps, double tps, long ttftP50Nanos, long ttftP95Nanos) {
  static final Throughput NONE = new Throughput(Double.NaN, Double.NaN, Sample.NONE, Sample.NONE);

  /**
   * @param levels those that the summary knows of, which may not yet be all that have begun
   */
  static Throughput of(List<LevelSummary> levels, int index) {
    if (levels.size() <= index || levels.get(index).ok() == 0) {
      return NONE;
    }
    LevelSummary level = levels.get(index);
    Distribution ttft = level.latencies().distribution(Metric.TTFT);
    return new Throughput(
        level.perSecond(level.ok()),
        level.perSecond(level.volume().tokens()),
        ttft.percentile(50),
        ttft.percentile(95));
  }

  boolean isKnown() {
    return Double.isFinite(rps) && ttftP50Nanos != Sample.NONE;
  }
}
