package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.samples.Sample.NONE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.SearchResult;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.JsonValues;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a result. Times are milliseconds with three decimals, rates are per second; a number
 * that there is none of is null.
 */
public final class ResultJson {
  public static final String SCHEMA = "firsttoken.result/1";

  private ResultJson() {}

  public static String format(Result result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      Separators separators =
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
      printer.indentObjectsWith(indenter);
      printer.indentArraysWith(indenter);
      out.setPrettyPrinter(printer);
      JsonValues.write(out, fields(result));
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  private static Map<String, @Nullable Object> fields(Result result) {
    RunHeader header = result.header();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("schema", SCHEMA);
    fields.put("command", header.command());
    fields.put("started_at", header.startedAt());
    fields.put("partial", result.partial());
    fields.put("valid", result.isValid());
    if (result.isSearch()) {
      LevelSummary found = result.foundLevel();
      fields.put("found", found == null ? null : rate(found.level().load()));
      SearchResult searchResult = result.searchResult();
      fields.put("found_capped", searchResult != null && searchResult.capped());
    }
    if (header.options().containsKey("slo")) {
      fields.put("slo_met", result.meetsSlo());
    }
    List<Map<String, @Nullable Object>> levels =
        result.levels().stream().map(level -> LevelJson.fields(level, result)).toList();
    if (header.hasSingleRequests()) {
      fields.putAll(RunJson.medians(result));
      fields.put("runs", result.requests().stream().map(RunJson::fields).toList());
    } else if (levels.size() == 1) {
      fields.putAll(levels.getFirst());
      // Nobody looks for these at the top.
      fields.keySet().removeAll(Set.of("covered", "histograms"));
    }
    fields.put("levels", levels);
    fields.put("failures", failuresByOutcome(result.failures()));
    fields.put("warnings", result.warnings().stream().map(ResultJson::warningFields).toList());
    fields.put("calibration", calibration(header.calibration()));
    fields.put("options", header.options());
    fields.put("environment", header.environment().toMap());
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

  /** What a result was measured on, read back. */
  public static Environment parseEnvironment(JsonFields jsonFields) {
    return new Environment(
        jsonFields.string("cpu"),
        jsonFields.intValue("cores"),
        jsonFields.longValue("memory_bytes"),
        jsonFields.string("os"),
        jsonFields.string("jvm"),
        jsonFields.string("version"),
        jsonFields.stringOrNull("commit"),
        jsonFields.stringOrNull("governor"),
        jsonFields.stringOrNull("clock_source"));
  }

  /** What the instrument adds, read back; null where that is not known. */
  static @Nullable public Calibration calibration(JsonFields result) {
    if (result.required("calibration").isNull()) {
      return null;
    }
    JsonFields jsonFields = result.object("calibration");
    BigDecimal ceiling = jsonFields.decimal("ceiling_events_per_second");
    return new Calibration(
        jsonFields.string("at"),
        jsonFields.string("machine"),
        jsonFields.intValue("streams"),
        jsonFields.intValue("delay_ms"),
        jsonFields.millisAsNanos("ttft_bias_p50"),
        jsonFields.millisAsNanos("ttft_bias_p99"),
        jsonFields.millisAsNanos("transit_p50"),
        jsonFields.millisAsNanos("transit_p99"),
        ceiling == null ? 0 : ceiling.doubleValue(),
        jsonFields.intValue("ceiling_streams"));
  }

  private static Map<String, Object> warningFields(Warning warning) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", warning.code().label());
    fields.put("message", warning.message());
    fields.put("levels", warning.levels());
    return fields;
  }

  static Map<String, Object> failuresByOutcome(Map<Outcome, Failure> failures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    failures.forEach((outcome, failure) -> fields.put(outcome.label(), failureFields(failure)));
    return fields;
  }

  private static Map<String, @Nullable Object> failureFields(Failure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("count", failure.count());
    fields.put("example", failure.example());
    return fields;
  }

  /** Every percentile of a metric, {@code _p999} only of a thousand values or more. */
  static void addPercentiles(
      Map<String, @Nullable Object> fields, Metric metric, Distribution distribution) {
    String label = metric.label();
    fields.put(label + "_p50", millis(distribution.percentile(50)));
    fields.put(label + "_p90", millis(distribution.percentile(90)));
    fields.put(label + "_p95", millis(distribution.percentile(95)));
    fields.put(label + "_p99", millis(distribution.percentile(99)));
    fields.put(
        label + "_p999",
        distribution.canResolve(99.9) ? millis(distribution.percentile(99.9)) : null);
  }

  /** Nanoseconds as milliseconds; and so millionths as ones. */
  static @Nullable BigDecimal millis(long nanos) {
    return nanos == NONE ? null : BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP);
  }

  static @Nullable BigDecimal rate(double perSecond) {
    return Double.isFinite(perSecond)
        ? BigDecimal.valueOf(perSecond).setScale(3, RoundingMode.HALF_UP)
        : null;
  }

  /** A number for people: whole where it is, else two decimals. */
  public static String formatNumber(double number) {
    return number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : String.format(Locale.ROOT, "%.2f", number);
  }

  static @Nullable Long countOrNull(long value) {
    return value == NONE ? null : value;
  }
}
