package dev.firsttoken.bench.wrk;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;
import static dev.firsttoken.bench.report.export.JsonNumbers.ratio;

import dev.firsttoken.bench.compare.Interval;
import dev.firsttoken.bench.report.export.JsonText;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.wrk.output.LatencyStats;
import dev.firsttoken.bench.wrk.output.SpectrumPoint;
import dev.firsttoken.bench.wrk.output.WrkErrors;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result as JSON. The top level has the numbers of the only run; of several runs, each has its own
 * in {@code runs}, and there they are null.
 */
public final class WrkJson {
  private static final List<String> PERCENTILES =
      List.of("p50", "p75", "p90", "p99", "p999", "p9999", "p99999");

  private WrkJson() {}

  public static String format(WrkComparison comparison) {
    WrkResult result = comparison.result();
    WrkHeader header = result.header();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("schema", WrkResult.SCHEMA);
    fields.put("started_at", header.startedAt());
    fields.put("tool", header.tool().label());
    fields.put("tool_version", header.toolVersion());
    fields.put("corrected", header.tool().isCorrected());
    fields.put("latency_meaning", header.tool().latencyMeaning());
    fields.put("partial", result.partial());
    boolean isSingle = header.targets().size() == 1 && header.rounds() == 1;
    fields.put("url", isSingle ? header.targets().getFirst().url() : header.options().get("url"));
    addLoad(fields, header.load());
    WrkRun only = isSingle && result.runs().size() == 1 ? result.runs().getFirst() : null;
    addNumbers(fields, only);
    fields.put("reference", header.reference());
    fields.put("rounds", header.rounds());
    fields.put(
        "targets", header.targets().stream().map(target -> target(comparison, target)).toList());
    fields.put("verdicts", comparison.verdicts().stream().map(WrkJson::verdict).toList());
    fields.put("runs", result.runs().stream().map(WrkJson::run).toList());
    fields.put("options", header.options());
    fields.put("environment", header.environment().toMap());
    return JsonText.format(fields);
  }

  private static void addLoad(Map<String, @Nullable Object> fields, WrkLoad load) {
    fields.put("rate_asked", load.rate());
    fields.put("duration_asked_s", load.durationSeconds());
    fields.put("connections", load.connections());
    fields.put("connections_opened", load.openedConnections());
    fields.put("threads", load.threads());
    fields.put("timeout_s", load.timeoutSeconds());
  }

  /** Adds the numbers of a run, or nulls. */
  private static void addNumbers(Map<String, @Nullable Object> fields, @Nullable WrkRun run) {
    WrkOutput output = run == null ? null : run.output();
    fields.put("latency_ms", output == null ? null : latency(output.latency()));
    fields.put("rate", output == null ? null : rate(output.requestsPerSecond()));
    fields.put("requests", output == null ? null : output.requests());
    fields.put("bytes", output == null ? null : output.bytes());
    fields.put("bytes_per_s", output == null ? null : rate(output.bytesPerSecond()));
    fields.put("duration_s", output == null ? null : rate(output.durationSeconds()));
    fields.put("errors", output == null ? null : errors(output.errors()));
    fields.put("server", run == null ? null : server(run));
    fields.put("client", run == null ? null : client(run));
    fields.put("failure", run == null ? null : run.failure());
  }

  private static Map<String, @Nullable Object> run(WrkRun run) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("target", run.target());
    fields.put("round", run.round());
    fields.put("started_at", run.line().startedAt());
    fields.put("raw", run.line().file());
    fields.put("exit_status", run.line().exitStatus());
    addNumbers(fields, run);
    WrkOutput output = run.output();
    LatencyStats uncorrected = output == null ? null : output.uncorrected();
    fields.put("latency_count", output == null ? null : count(output.latency()));
    fields.put("spectrum", output == null ? List.of() : spectrum(output.latency()));
    fields.put("uncorrected_latency_ms", uncorrected == null ? null : latency(uncorrected));
    fields.put("uncorrected_spectrum", uncorrected == null ? List.of() : spectrum(uncorrected));
    return fields;
  }

  private static Map<String, @Nullable Object> latency(LatencyStats latency) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("mean", rate(latency.mean()));
    fields.put("stdev", rate(latency.stdev()));
    fields.put("max", rate(latency.max()));
    for (String percentile : PERCENTILES) {
      fields.put(percentile, rate(latency.percentile(percentile)));
    }
    return fields;
  }

  private static @Nullable Long count(LatencyStats latency) {
    return latency.count() == LatencyStats.UNKNOWN_COUNT ? null : latency.count();
  }

  private static List<Map<String, @Nullable Object>> spectrum(LatencyStats latency) {
    return latency.spectrum().stream().map(WrkJson::point).toList();
  }

  private static Map<String, @Nullable Object> point(SpectrumPoint point) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ms", number(point.millis()));
    fields.put("percentile", point.share());
    fields.put("count", point.count());
    return fields;
  }

  /** Rounds any number to three decimals, as rates are. */
  private static @Nullable BigDecimal number(double value) {
    return rate(value);
  }

  private static Map<String, @Nullable Object> errors(WrkErrors errors) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("connect", errors.connect());
    fields.put("read", errors.read());
    fields.put("write", errors.write());
    fields.put("timeout", errors.timeout());
    fields.put("status", errors.status());
    return fields;
  }

  /** The names are those of a level's cost in {@code sweep}. */
  private static @Nullable Map<String, @Nullable Object> server(WrkRun run) {
    ServerCost cost = run.line().server();
    if (cost == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("window", millis(cost.windowNanos()));
    fields.put("cpu", millis(cost.cpuNanos()));
    fields.put(
        WrkMetric.CPU_PER_100K_REQUESTS.label(), rate(WrkMetric.CPU_PER_100K_REQUESTS.of(run)));
    fields.put("peak_rss_bytes", cost.peakRssBytes());
    fields.put("threads", cost.threads());
    fields.put("processes", cost.processes());
    fields.put("found_by", cost.foundBy());
    return fields;
  }

  /** Cost of the tool. */
  private static @Nullable Map<String, @Nullable Object> client(WrkRun run) {
    Long cpuNanos = run.line().toolCpuNanos();
    if (cpuNanos == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("cpu", millis(cpuNanos));
    fields.put("cores", rate(run.toolCores()));
    return fields;
  }

  private static Map<String, @Nullable Object> target(WrkComparison comparison, WrkTarget target) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("url", target.url());
    Long startNanos = target.startNanos();
    fields.put("start_ms", startNanos == null ? null : millis(startNanos));
    fields.put("response_status", target.responseStatus());
    fields.put("response_bytes", target.responseBytes());
    fields.put("failure", target.failure());
    fields.put("obstacle", comparison.obstacles().get(target.name()));
    fields.put("errors", comparison.result().errors(target.name()));
    Map<String, @Nullable Object> ratios = new LinkedHashMap<>();
    for (WrkMetric metric : WrkMetric.values()) {
      fields.put(metric.label(), rate(comparison.centre(target.name(), metric)));
      Interval ratio = comparison.ratio(target.name(), metric);
      if (ratio != null) {
        ratios.put(metric.label(), interval(ratio));
      }
    }
    fields.put("ratios", ratios);
    return fields;
  }

  private static Map<String, @Nullable Object> interval(Interval interval) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ratio", ratio(interval.value()));
    fields.put("low", ratio(interval.low()));
    fields.put("high", ratio(interval.high()));
    return fields;
  }

  private static Map<String, @Nullable Object> verdict(WrkVerdict verdict) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("target", verdict.target());
    fields.put("metric", verdict.metric().label());
    fields.put("verdict", verdict.finding().label());
    fields.putAll(interval(verdict.ratio()));
    fields.put("smallest_visible", ratio(verdict.smallestVisible()));
    fields.put("within_error", verdict.withinError());
    fields.put("pairs", verdict.pairs());
    return fields;
  }
}
