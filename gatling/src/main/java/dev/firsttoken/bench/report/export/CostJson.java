package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import dev.firsttoken.bench.samples.RequestKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON of a level's costs and of the server's own metrics; null if they are not known. */
final class CostJson {
  private static final double COUNT_PER_UNIT = 100_000;

  private CostJson() {}

  static @Nullable Map<String, @Nullable Object> client(@Nullable ClientCost cost) {
    if (cost == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("window", millis(cost.windowNanos()));
    fields.put("cpu", millis(cost.cpuNanos()));
    fields.put("loops", cost.loops());
    fields.put("busiest_loop_cpu", millis(cost.busiestLoopNanos()));
    fields.put("loop_delay_p99", millis(cost.loopDelayP99Nanos()));
    fields.put("loop_delay_max", millis(cost.loopDelayMaxNanos()));
    fields.put("gcs", cost.gcs());
    fields.put("gc", millis(cost.gcNanos()));
    fields.put("safepoints", cost.safepoints());
    fields.put("safepoint", cost.safepointNanos() == null ? null : millis(cost.safepointNanos()));
    fields.put("steal_share", cost.stealShare() == null ? null : rate(cost.stealShare()));
    return fields;
  }

  /**
   * @param kind kind of the requests, which decides the name of the CPU time
   * @param count content events in the window, whatever the outcome of their streams; or requests,
   *     if their responses are not streamed
   */
  static @Nullable Map<String, @Nullable Object> server(
      @Nullable ServerCost cost, RequestKind kind, long count) {
    if (cost == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("window", millis(cost.windowNanos()));
    fields.put("cpu", millis(cost.cpuNanos()));
    fields.put(
        kind == RequestKind.CHAT ? "cpu_per_100k_frames" : "cpu_per_100k_requests",
        count == 0 ? null : rate(cost.cpuNanos() / 1e6 * COUNT_PER_UNIT / count));
    fields.put("peak_rss_bytes", cost.peakRssBytes());
    fields.put("threads", cost.threads());
    fields.put("processes", cost.processes());
    fields.put("found_by", cost.foundBy());
    return fields;
  }

  static @Nullable Map<String, @Nullable Object> serverMetrics(@Nullable ServerMetrics metrics) {
    if (metrics == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("from", metrics.from());
    fields.put("counters", new TreeMap<>(metrics.counters()));
    fields.put("ttft_name", metrics.ttftName());
    fields.put("ttft_count", metrics.ttftCount());
    fields.put("ttft_mean", rateOrNull(metrics.ttftMeanMillis()));
    fields.put("ttft_p50", rateOrNull(metrics.ttftP50Millis()));
    fields.put("ttft_p95", rateOrNull(metrics.ttftP95Millis()));
    return fields;
  }

  private static @Nullable Object rateOrNull(@Nullable Double value) {
    return value == null ? null : rate(value);
  }
}
