package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.trust.Warning;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges what results say about their runs: keeps what is equal, and warns about the rest. */
final class HeaderMerger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ResultInput> inputs;
  private final List<Warning> differences = new ArrayList<>();

  HeaderMerger(List<ResultInput> inputs) {
    this.inputs = inputs;
  }

  /** Returns a warning for each difference that {@link #merge} found. */
  List<Warning> differences() {
    return differences;
  }

  /**
   * Merges the headers, and collects the differences.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing or wrong
   */
  RunHeader merge() {
    Set<Environment> environments = new LinkedHashSet<>();
    Set<@Nullable Calibration> calibrations = new LinkedHashSet<>();
    List<String> startTimes = new ArrayList<>();
    for (ResultInput input : inputs) {
      try {
        JsonFields result = input.fields();
        environments.add(parseEnvironment(result.object("environment")));
        calibrations.add(parseCalibration(result));
        startTimes.add(result.timestamp("started_at"));
        result.object("options");
      } catch (IllegalArgumentException e) {
        throw input.withFileName(e);
      }
    }
    if (environments.size() > 1) {
      differences.add(
          Warning.Code.ENVIRONMENTS_DIFFER.toWarning(describeDifferences(environments), List.of()));
    }
    return new RunHeader(
        RecordedCommand.MERGE,
        startTimes.stream().min(Comparator.comparing(OffsetDateTime::parse)).orElseThrow(),
        0,
        mergeOptions(),
        environments.iterator().next(),
        calibrations.size() == 1 ? calibrations.iterator().next() : null);
  }

  private static Environment parseEnvironment(JsonFields fields) {
    return new Environment(
        fields.string("cpu"),
        fields.intValue("cores"),
        fields.longValue("memory_bytes"),
        fields.string("os"),
        fields.string("jvm"),
        fields.string("version"),
        fields.stringOrNull("commit"),
        fields.stringOrNull("governor"),
        fields.stringOrNull("clock_source"),
        fields.optionalString("proxy"));
  }

  private static @Nullable Calibration parseCalibration(JsonFields result) {
    if (result.required("calibration").isNull()) {
      return null;
    }
    JsonFields fields = result.object("calibration");
    BigDecimal ceiling = fields.decimal("ceiling_events_per_second");
    return new Calibration(
        fields.string("at"),
        fields.string("machine"),
        fields.intValue("streams"),
        fields.intValue("delay_ms"),
        fields.millisAsNanos("ttft_bias_p50"),
        fields.millisAsNanos("ttft_bias_p99"),
        fields.millisAsNanos("transit_p50"),
        fields.millisAsNanos("transit_p99"),
        ceiling == null ? 0 : ceiling.doubleValue(),
        fields.intValue("ceiling_streams"));
  }

  /** Lists the facts that differ, each with all its values: {@code (cores 2 and 8)}. */
  static String describeDifferences(Set<Environment> environments) {
    List<String> differing = new ArrayList<>();
    Set<String> facts = new LinkedHashSet<>();
    environments.forEach(environment -> facts.addAll(environment.toMap().keySet()));
    for (String fact : facts) {
      List<String> values =
          environments.stream()
              .map(environment -> Objects.toString(environment.toMap().get(fact), "unknown"))
              .distinct()
              .toList();
      if (values.size() > 1) {
        differing.add(fact + " " + String.join(" and ", values));
      }
    }
    return " (" + String.join(", ", differing) + ")";
  }

  /** Keeps the options that are equal in all results. */
  private Map<String, Object> mergeOptions() {
    List<JsonNode> all = inputs.stream().map(input -> input.fields().required("options")).toList();
    Set<String> names = new LinkedHashSet<>();
    all.forEach(options -> options.fieldNames().forEachRemaining(names::add));
    Map<String, Object> common = new LinkedHashMap<>();
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      JsonNode first = all.getFirst().get(name);
      if (all.stream().allMatch(options -> Objects.equals(first, options.get(name)))) {
        common.put(name, JSON.convertValue(first, Object.class));
      } else if (!RunHeader.OUTPUT_OPTIONS.contains(name)) {
        differing.add("--" + name);
      }
    }
    if (!differing.isEmpty()) {
      String where = " (" + String.join(", ", differing) + ")";
      differences.add(Warning.Code.OPTIONS_DIFFER.toWarning(where, List.of()));
    }
    common.put("merged", inputs.stream().map(ResultInput::name).toList());
    return common;
  }
}
