package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.Json;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
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
final class ResultJson {
  static final String SCHEMA = "firsttoken.result/1";

  private ResultJson() {}

  static String of(Result result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      Separators separators =
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
      printer.indentObjectsWith(indenter);
      printer.indentArraysWith(indenter);
      out.setPrettyPrinter(printer);
      Json.write(out, fields(result));
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
    fields.put("valid", result.valid());
    if (result.searched()) {
      LevelSummary found = result.found();
      fields.put("found", found == null ? null : rate(found.level().load()));
      Finding finding = result.finding();
      fields.put("found_capped", finding != null && finding.capped());
    }
    if (header.options().containsKey("slo")) {
      fields.put("slo_met", result.meets());
    }
    List<Map<String, @Nullable Object>> levels =
        result.levels().stream().map(level -> LevelJson.of(level, result)).toList();
    if (header.single()) {
      fields.putAll(RunJson.medians(result));
      fields.put("runs", result.runs().stream().map(RunJson::of).toList());
    } else if (levels.size() == 1) {
      fields.putAll(levels.getFirst());
      // Nobody looks for these at the top.
      fields.keySet().removeAll(Set.of("covered", "histograms"));
    }
    fields.put("levels", levels);
    fields.put("failures", failures(result.failures()));
    fields.put("warnings", result.warnings().stream().map(ResultJson::warning).toList());
    fields.put("calibration", calibration(header.calibration()));
    fields.put("options", header.options());
    fields.put("environment", header.environment().facts());
    return fields;
  }

  private static @Nullable Map<String, @Nullable Object> calibration(@Nullable Calibration used) {
    if (used == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", used.at());
    fields.put("machine", used.machine());
    fields.put("streams", used.streams());
    fields.put("delay_ms", used.delayMillis());
    fields.put("ttft_bias_p50", millis(used.ttftBiasP50Nanos()));
    fields.put("ttft_bias_p99", millis(used.ttftBiasP99Nanos()));
    fields.put("transit_p50", millis(used.transitP50Nanos()));
    fields.put("transit_p99", millis(used.transitP99Nanos()));
    fields.put("ceiling_events_per_second", rate(used.ceilingEventsPerSecond()));
    fields.put("ceiling_streams", used.ceilingStreams());
    return fields;
  }

  /** What a result was measured on, read back. */
  static Environment environment(Fields fields) {
    return new Environment(
        fields.text("cpu"),
        fields.number("cores"),
        fields.count("memory_bytes"),
        fields.text("os"),
        fields.text("jvm"),
        fields.text("version"),
        fields.textOrNull("commit"),
        fields.textOrNull("governor"),
        fields.textOrNull("clock_source"));
  }

  /** What the instrument adds, read back; null where that is not known. */
  static @Nullable Calibration calibration(Fields result) {
    if (result.there("calibration").isNull()) {
      return null;
    }
    Fields fields = result.at("calibration");
    BigDecimal ceiling = fields.decimal("ceiling_events_per_second");
    return new Calibration(
        fields.text("at"),
        fields.text("machine"),
        fields.number("streams"),
        fields.number("delay_ms"),
        fields.millisAsNanos("ttft_bias_p50"),
        fields.millisAsNanos("ttft_bias_p99"),
        fields.millisAsNanos("transit_p50"),
        fields.millisAsNanos("transit_p99"),
        ceiling == null ? 0 : ceiling.doubleValue(),
        fields.number("ceiling_streams"));
  }

  private static Map<String, Object> warning(Warning warning) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", warning.code().label());
    fields.put("message", warning.message());
    fields.put("levels", warning.levels());
    return fields;
  }

  static Map<String, Object> failures(Map<Outcome, Failure> failures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    failures.forEach((how, failure) -> fields.put(how.label(), failure(failure)));
    return fields;
  }

  private static Map<String, @Nullable Object> failure(Failure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("count", failure.count());
    fields.put("example", failure.example());
    return fields;
  }

  /** Every percentile of a metric, {@code _p999} only of a thousand values or more. */
  static void percentiles(
      Map<String, @Nullable Object> fields, Metric metric, Distribution distribution) {
    String label = metric.label();
    fields.put(label + "_p50", millis(distribution.at(50)));
    fields.put(label + "_p90", millis(distribution.at(90)));
    fields.put(label + "_p95", millis(distribution.at(95)));
    fields.put(label + "_p99", millis(distribution.at(99)));
    fields.put(label + "_p999", distribution.tells(99.9) ? millis(distribution.at(99.9)) : null);
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
  static String rounded(double number) {
    return number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : String.format(Locale.ROOT, "%.2f", number);
  }

  static @Nullable Long count(long value) {
    return value == NONE ? null : value;
  }
}
