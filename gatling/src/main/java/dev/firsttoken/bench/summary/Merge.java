package dev.firsttoken.bench.summary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.NoJson;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.slo.Slo;
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
public final class Merge {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Say where a result lies, or what it was made of, not what was measured. */
  private static final Set<String> OF_NO_MATTER =
      Set.of("results-dir", "json", "csv", "calibration", "watch-pid", "merged");

  /** One result that was read, and the name of its file. */
  private record Part(String name, Fields fields) {
    /** A problem with a part of it, with the file's name before it. */
    IllegalArgumentException bad(RuntimeException e) {
      return new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private record Stretch(String load, Wall.Span span) {}

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, LevelSummary> levels = new LinkedHashMap<>();

  /** Whose each stretch of a load is, by the name of the file. */
  private final Map<Stretch, String> measured = new HashMap<>();

  private final CarriedWarnings carried = new CarriedWarnings();

  /**
   * Takes the next result.
   *
   * @param name of its file, for messages
   * @throws IllegalArgumentException one sentence: what is wrong with it, and what was expected
   */
  public void add(String name, byte[] json) {
    Part part = new Part(name, new Fields("", parsed(name, json)));
    String schema = part.fields.json().path("schema").asText("missing");
    if (!schema.equals(ResultJson.SCHEMA)) {
      throw new IllegalArgumentException(
          "%s: its schema is %s, and this version reads %s"
              .formatted(name, schema, ResultJson.SCHEMA));
    }
    for (Part before : parts) {
      if (before.fields.json().equals(part.fields.json())) {
        throw new IllegalArgumentException(
            "%s is the same result as %s: it would count twice".formatted(name, before.name));
      }
    }
    parts.add(part);
  }

  private static JsonNode parsed(String name, byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " is no result: " + NoJson.why(e), e);
    }
  }

  /**
   * All of them together; at least one has been added.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing or wrong
   */
  public Result result() {
    List<Warning> differences = new ArrayList<>();
    RunHeader header = header(differences);
    Slo slo = header.options().get("slo") instanceof String asked ? Slo.parse(asked) : null;
    boolean partial = false;
    for (Part part : parts) {
      try {
        partial |= part.fields.truth("partial");
        JsonNode all = part.fields.array("levels");
        List<Integer> merged = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          Fields level = new Fields("levels/" + i, all.get(i));
          refuseTwice(part.name, level);
          merged.add(absorb(level, slo));
        }
        carried.add(part.fields, merged);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw part.bad(e);
      }
    }
    differences.addAll(carried.all());
    return new Result(header, List.copyOf(levels.values()), List.of(), partial, differences);
  }

  /** A result of a merge holds the stretches of its parts, so these tell whether one was there. */
  private void refuseTwice(String name, Fields level) {
    String load = load(plan(level));
    for (Wall.Span span : LevelJson.covered(level)) {
      String before = measured.putIfAbsent(new Stretch(load, span), name);
      if (before != null && !before.equals(name)) {
        throw new IllegalArgumentException(
            "%s is the same as in %s: it would count twice".formatted(level.name(), before));
      }
    }
  }

  private static String load(Level plan) {
    return plan.name() + plan.arrivals();
  }

  /** Returns the index of the level that it went into. */
  private int absorb(Fields level, @Nullable Slo slo) {
    Level plan = plan(level);
    String load = load(plan);
    levels.computeIfAbsent(load, first -> new LevelSummary(plan, slo, 0)).absorb(plan, level);
    return List.copyOf(levels.keySet()).indexOf(load);
  }

  private static Level plan(Fields level) {
    BigDecimal rate = level.decimal("rate");
    return new Level(
        rate == null ? level.number("concurrency") : 0,
        rate == null ? 0 : rate.doubleValue(),
        level.textOrNull("arrivals"),
        level.there("total").isNull() ? 0 : level.number("total"),
        level.millisAsNanos("planned_duration"),
        level.millisAsNanos("planned_ramp"),
        level.number("warmup"));
  }

  private RunHeader header(List<Warning> differences) {
    Set<Environment> environments = new LinkedHashSet<>();
    Set<@Nullable Calibration> calibrations = new LinkedHashSet<>();
    List<String> starts = new ArrayList<>();
    for (Part part : parts) {
      try {
        environments.add(ResultJson.environment(part.fields.at("environment")));
        calibrations.add(ResultJson.calibration(part.fields));
        starts.add(part.fields.time("started_at"));
        part.fields.at("options");
      } catch (IllegalArgumentException e) {
        throw part.bad(e);
      }
    }
    if (environments.size() > 1) {
      differences.add(Warning.Code.ENVIRONMENTS_DIFFER.warning(unlike(environments), List.of()));
    }
    return new RunHeader(
        "merge",
        starts.stream().min(Comparator.comparing(OffsetDateTime::parse)).orElseThrow(),
        options(differences),
        environments.iterator().next(),
        calibrations.size() == 1 ? calibrations.iterator().next() : null);
  }

  /** What differs, with all values that it has: {@code (cores 2 and 8)}. */
  private static String unlike(Set<Environment> environments) {
    List<String> differing = new ArrayList<>();
    for (String fact : environments.iterator().next().facts().keySet()) {
      List<String> values =
          environments.stream()
              .map(environment -> Objects.toString(environment.facts().get(fact), "unknown"))
              .distinct()
              .toList();
      if (values.size() > 1) {
        differing.add(fact + " " + String.join(" and ", values));
      }
    }
    return " (" + String.join(", ", differing) + ")";
  }

  /** Those that are the same in all. */
  private Map<String, Object> options(List<Warning> differences) {
    Map<String, Object> same = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    parts.forEach(part -> part.fields.there("options").fieldNames().forEachRemaining(names::add));
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      JsonNode first = parts.getFirst().fields.there("options").get(name);
      boolean all =
          parts.stream()
              .allMatch(part -> Objects.equals(first, part.fields.there("options").get(name)));
      if (all) {
        same.put(name, first.isTextual() ? first.asText() : JSON.convertValue(first, Object.class));
      } else if (!OF_NO_MATTER.contains(name)) {
        differing.add("--" + name);
      }
    }
    if (!differing.isEmpty()) {
      String place = " in " + String.join(", ", differing);
      differences.add(Warning.Code.OPTIONS_DIFFER.warning(place, List.of()));
    }
    same.put("merged", parts.stream().map(Part::name).toList());
    return same;
  }
}
