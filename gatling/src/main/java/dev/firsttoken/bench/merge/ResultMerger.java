package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.LevelJson;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.JsonErrors;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.slo.Slo;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.WallTime;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts results together as if their samples had been one run's: histograms and counts add up, so
 * that every percentile is the one of all samples together. Levels are the same where their load
 * is.
 */
public final class ResultMerger {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Say where a result lies, or what it was made of, not what was measured. */
  private static final Set<String> IGNORED_OPTIONS =
      Set.of("results-dir", "json", "csv", "calibration", "watch-pid", "merged");

  /** One result that was read, and the name of its file. */
  private record Input(String name, JsonFields jsonFields) {
    /** A problem with a part of it, with the file's name before it. */
    IllegalArgumentException withFileName(RuntimeException e) {
      return new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private record LoadSpan(String load, WallTime.Span span) {}

  private final List<Input> inputs = new ArrayList<>();
  private final Map<String, LevelSummary> levels = new LinkedHashMap<>();

  /** Whose each stretch of a load is, by the name of the file. */
  private final Map<LoadSpan, String> fileBySpan = new HashMap<>();

  private final CarriedWarnings carriedWarnings = new CarriedWarnings();

  /**
   * Takes the next result.
   *
   * @param name of its file, for messages
   * @throws IllegalArgumentException one sentence: what is wrong with it, and what was expected
   */
  public void add(String name, byte[] json) {
    Input input = new Input(name, new JsonFields("", parse(name, json)));
    String schema = input.jsonFields.json().path("schema").asText("missing");
    if (!schema.equals(ResultJson.SCHEMA)) {
      throw new IllegalArgumentException(
          "%s: its schema is %s, and this version reads %s"
              .formatted(name, schema, ResultJson.SCHEMA));
    }
    for (Input earlier : inputs) {
      if (earlier.jsonFields.json().equals(input.jsonFields.json())) {
        throw new IllegalArgumentException(
            "%s is the same result as %s: it would count twice".formatted(name, earlier.name));
      }
    }
    inputs.add(input);
  }

  private static JsonNode parse(String name, byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " is no result: " + JsonErrors.describe(e), e);
    }
  }

  /**
   * All of them together; at least one has been added.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing or wrong
   */
  public Result result() {
    List<Warning> differences = new ArrayList<>();
    RunHeader header = mergeHeaders(differences);
    Slo slo = header.options().get("slo") instanceof String spec ? Slo.parse(spec) : null;
    boolean partial = false;
    for (Input input : inputs) {
      try {
        partial |= input.jsonFields.booleanValue("partial");
        JsonNode levelNodes = input.jsonFields.array("levels");
        List<Integer> mergedIndices = new ArrayList<>();
        for (int i = 0; i < levelNodes.size(); i++) {
          JsonFields level = new JsonFields("levels/" + i, levelNodes.get(i));
          rejectDuplicates(input.name, level);
          mergedIndices.add(mergeLevel(level, slo));
        }
        carriedWarnings.add(input.jsonFields, mergedIndices);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw input.withFileName(e);
      }
    }
    differences.addAll(carriedWarnings.warnings());
    return new Result(header, List.copyOf(levels.values()), List.of(), partial, differences);
  }

  /** A result of a merge holds the stretches of its parts, so these tell whether one was there. */
  private void rejectDuplicates(String name, JsonFields level) {
    String load = loadKey(parsePlan(level));
    for (WallTime.Span span : LevelJson.parseCovered(level)) {
      String earlier = fileBySpan.putIfAbsent(new LoadSpan(load, span), name);
      if (earlier != null && !earlier.equals(name)) {
        throw new IllegalArgumentException(
            "%s is the same as in %s: it would count twice".formatted(level.path(), earlier));
      }
    }
  }

  private static String loadKey(Level plan) {
    return plan.name() + plan.arrivals();
  }

  /** Returns the index of the level that it went into. */
  private int mergeLevel(JsonFields level, @Nullable Slo slo) {
    Level plan = parsePlan(level);
    String load = loadKey(plan);
    levels.computeIfAbsent(load, key -> new LevelSummary(plan, slo, 0)).merge(plan, level);
    return List.copyOf(levels.keySet()).indexOf(load);
  }

  private static Level parsePlan(JsonFields level) {
    BigDecimal rate = level.decimal("rate");
    return new Level(
        rate == null ? level.intValue("concurrency") : 0,
        rate == null ? 0 : rate.doubleValue(),
        level.stringOrNull("arrivals"),
        level.required("total").isNull() ? 0 : level.intValue("total"),
        level.millisAsNanos("planned_duration"),
        level.millisAsNanos("planned_ramp"),
        level.intValue("warmup"));
  }

  private RunHeader mergeHeaders(List<Warning> differences) {
    Set<Environment> environments = new LinkedHashSet<>();
    Set<@Nullable Calibration> calibrations = new LinkedHashSet<>();
    List<String> startTimes = new ArrayList<>();
    for (Input input : inputs) {
      try {
        environments.add(ResultJson.parseEnvironment(input.jsonFields.object("environment")));
        calibrations.add(ResultJson.calibration(input.jsonFields));
        startTimes.add(input.jsonFields.timestamp("started_at"));
        input.jsonFields.object("options");
      } catch (IllegalArgumentException e) {
        throw input.withFileName(e);
      }
    }
    if (environments.size() > 1) {
      differences.add(
          Warning.Code.ENVIRONMENTS_DIFFER.toWarning(describeDifferences(environments), List.of()));
    }
    return new RunHeader(
        "merge",
        startTimes.stream().min(Comparator.comparing(OffsetDateTime::parse)).orElseThrow(),
        mergeOptions(differences),
        environments.iterator().next(),
        calibrations.size() == 1 ? calibrations.iterator().next() : null);
  }

  /** What differs, with all values that it has: {@code (cores 2 and 8)}. */
  private static String describeDifferences(Set<Environment> environments) {
    List<String> differing = new ArrayList<>();
    for (String fact : environments.iterator().next().toMap().keySet()) {
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

  /** Those that are the same in all. */
  private Map<String, Object> mergeOptions(List<Warning> differences) {
    Map<String, Object> same = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    inputs.forEach(
        input -> input.jsonFields.required("options").fieldNames().forEachRemaining(names::add));
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      JsonNode first = inputs.getFirst().jsonFields.required("options").get(name);
      boolean isCommon =
          inputs.stream()
              .allMatch(
                  input -> Objects.equals(first, input.jsonFields.required("options").get(name)));
      if (isCommon) {
        same.put(name, first.isTextual() ? first.asText() : JSON.convertValue(first, Object.class));
      } else if (!IGNORED_OPTIONS.contains(name)) {
        differing.add("--" + name);
      }
    }
    if (!differing.isEmpty()) {
      String where = " in " + String.join(", ", differing);
      differences.add(Warning.Code.OPTIONS_DIFFER.toWarning(where, List.of()));
    }
    same.put("merged", inputs.stream().map(Input::name).toList());
    return same;
  }
}
