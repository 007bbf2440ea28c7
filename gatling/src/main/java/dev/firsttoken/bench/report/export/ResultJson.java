package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.SearchResult;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.RunHeader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a result. Times are milliseconds with three decimals, and rates are per second; a number
 * that does not exist is null.
 */
public final class ResultJson {
  private ResultJson() {}

  /** Returns the result as indented JSON of schema {@link Result#SCHEMA}. */
  public static String format(Result result) {
    return JsonText.format(fields(result));
  }

  private static Map<String, @Nullable Object> fields(Result result) {
    RunHeader header = result.header();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("schema", Result.SCHEMA);
    fields.put("command", header.command().label());
    fields.put("started_at", header.startedAt());
    fields.put("partial", result.partial());
    fields.put("valid", result.isValid());
    SearchResult search = result.search();
    if (search != null) {
      LevelResult found = search.found();
      BigDecimal maxLoad = found == null ? null : rate(found.level().load());
      fields.put("found", maxLoad);
      fields.put("found_capped", search.capped());
      fields.put("max_load", maxLoad);
    }
    if (header.settings().slo() != null) {
      fields.put("slo_met", result.meetsSlo());
    }
    ShardJson.add(fields, result);
    List<Map<String, @Nullable Object>> levels = ShardJson.levels(result);
    if (header.hasSingleRequests()) {
      fields.putAll(RunJson.medians(result));
      fields.put("runs", result.requests().stream().map(RunJson::fields).toList());
    } else if (levels.size() == 1) {
      fields.putAll(LevelJson.topFields(result.levels().getFirst(), levels.getFirst()));
    }
    if (!header.targets().isEmpty()) {
      fields.put(
          "targets", header.targets().stream().map(target -> target(result, target)).toList());
    }
    fields.put("levels", levels);
    fields.put("failures", FailureJson.fields(result.failures()));
    fields.put("warnings", result.warnings().stream().map(WarningJson::fields).toList());
    fields.put("calibration", calibration(header.calibration()));
    fields.put("options", header.options());
    fields.put("environment", header.environment().toMap());
    return fields;
  }

  private static Map<String, @Nullable Object> target(Result result, RunHeader.Target target) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("url", target.url());
    fields.put("start_ms", target.startNanos() == null ? null : millis(target.startNanos()));
    fields.put("failure", result.failureOf(target));
    return fields;
  }

  private static @Nullable Map<String, @Nullable Object> calibration(
      @Nullable Calibration calibration) {
    if (calibration == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", calibration.at());
    fields.put("machine", calibration.machine());
    fields.put("streams", calibration.streams());
    fields.put("delay_ms", calibration.delayMillis());
    fields.put("ttft_bias_p50", millis(calibration.ttftBiasP50Nanos()));
    fields.put("ttft_bias_p99", millis(calibration.ttftBiasP99Nanos()));
    fields.put("transit_p50", millis(calibration.transitP50Nanos()));
    fields.put("transit_p99", millis(calibration.transitP99Nanos()));
    fields.put("ceiling_events_per_second", rate(calibration.ceilingEventsPerSecond()));
    fields.put("ceiling_streams", calibration.ceilingStreams());
    return fields;
  }
}
