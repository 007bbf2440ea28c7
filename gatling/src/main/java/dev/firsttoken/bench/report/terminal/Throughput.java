package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.LevelAccumulator;
import dev.firsttoken.bench.summary.Metric;

/**
 * Throughput and TTFT of a level so far; of responses that are not streamed their E2E instead.
 *
 * @param rps successful requests per second of wall time; NaN if there are none
 * @param tps tokens per second of wall time
 */
record Throughput(double rps, double tps, long p50Nanos, long p95Nanos) {
  static final Throughput NONE = new Throughput(Double.NaN, Double.NaN, Sample.NONE, Sample.NONE);

  static Throughput of(LevelAccumulator level) {
    if (level.ok() == 0) {
      return NONE;
    }
    Metric metric = level.level().kind() == RequestKind.CHAT ? Metric.TTFT : Metric.E2E;
    return new Throughput(
        level.perSecond(level.ok()),
        level.perSecond(level.tokens()),
        level.percentile(metric, Percentile.P50),
        level.percentile(metric, Percentile.P95));
  }

  boolean isKnown() {
    return Double.isFinite(rps) && p50Nanos != Sample.NONE;
  }
}
