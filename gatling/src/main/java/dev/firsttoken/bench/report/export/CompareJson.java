package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;
import static dev.firsttoken.bench.report.export.JsonNumbers.ratio;

import dev.firsttoken.bench.compare.CompareNote;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.ExpectationResult;
import dev.firsttoken.bench.compare.Interval;
import dev.firsttoken.bench.compare.LoadComparison;
import dev.firsttoken.bench.compare.PlacedWarning;
import dev.firsttoken.bench.compare.TargetComparison;
import dev.firsttoken.bench.compare.Verdict;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.SpoiledNumbers;
import dev.firsttoken.bench.trust.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a comparison. Times are milliseconds with three decimals, and ratios have four; a number
 * that does not exist is null.
 */
public final class CompareJson {
  private CompareJson() {}

  /** Returns the comparison as indented JSON of schema {@link Comparison#SCHEMA}. */
  public static String format(Comparison comparison) {
    Comparison.Facts facts = comparison.facts();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("schema", Comparison.SCHEMA);
    fields.put("started_at", facts.startedAt());
    fields.put("machine", facts.machine());
    fields.put("mode", facts.mode().label());
    fields.put("reference", facts.reference());
    fields.put("rounds", facts.rounds());
    fields.put("measured_at_different_times", facts.measuredAtDifferentTimes());
    fields.put("error_rate", Comparison.ERROR_RATE);
    fields.put("expectations_met", comparison.meetsExpectations());
    fields.put("targets", comparison.targets().stream().map(CompareJson::target).toList());
    fields.put("verdicts", comparison.verdicts().stream().map(CompareJson::verdict).toList());
    fields.put(
        "expectations", comparison.expectations().stream().map(CompareJson::expectation).toList());
    fields.put("notes", comparison.notes().stream().map(CompareJson::note).toList());
    fields.put("warnings", comparison.warnings().stream().map(CompareJson::warning).toList());
    return JsonText.format(fields);
  }

  private static Map<String, @Nullable Object> target(TargetComparison target) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("url", target.url());
    fields.put("start_ms", target.startNanos() == null ? null : millis(target.startNanos()));
    fields.put("failure", target.failure());
    fields.put("levels", target.levels().stream().map(CompareJson::level).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> level(LoadComparison level) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("level", level.load());
    fields.put("rounds", level.rounds());
    fields.put("doubtful_rounds", level.doubtfulRounds());
    fields.put("obstacle", level.obstacle() == null ? null : note(level.obstacle()));
    fields.put("warnings", codes(level.warnings()));
    for (RoundMetric metric : RoundMetric.values()) {
      fields.put(metric.label(), RoundJson.value(metric, level.centre(metric)));
    }
    Map<String, Object> ratios = new LinkedHashMap<>();
    level.ratios().forEach((metric, interval) -> ratios.put(metric.label(), ratioFields(interval)));
    fields.put("ratios", ratios);
    Map<String, Object> added = new LinkedHashMap<>();
    level
        .addedMillis()
        .forEach((metric, interval) -> added.put(metric.label(), millisFields(interval)));
    fields.put("added_ms", added);
    return fields;
  }

  private static Map<String, @Nullable Object> ratioFields(Interval interval) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ratio", ratio(interval.value()));
    fields.put("low", ratio(interval.low()));
    fields.put("high", ratio(interval.high()));
    return fields;
  }

  private static Map<String, @Nullable Object> millisFields(Interval interval) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("value", rate(interval.value()));
    fields.put("low", rate(interval.low()));
    fields.put("high", rate(interval.high()));
    return fields;
  }

  private static Map<String, @Nullable Object> verdict(Verdict verdict) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("metric", verdict.metric().label());
    fields.put("level", verdict.load());
    fields.put("target", verdict.target());
    fields.put("reference", verdict.reference());
    fields.putAll(ratioFields(verdict.ratio()));
    fields.put("verdict", verdict.finding().label());
    fields.put("smallest_visible", ratio(verdict.smallestVisible()));
    fields.put("below_measurement_error", verdict.withinError());
    fields.put("pairs", verdict.pairs());
    fields.put("doubtful_rounds", verdict.doubtfulRounds());
    fields.put("warnings", codes(verdict.warnings()));
    return fields;
  }

  private static Map<String, @Nullable Object> expectation(ExpectationResult result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("expectation", result.expectation().toString());
    fields.put("outcome", result.outcome().label());
    fields.put("confidence", ratio(result.confidence()));
    fields.put("message", result.message());
    fields.put("levels", result.loads().stream().map(CompareJson::expectationLevel).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> expectationLevel(ExpectationResult.AtLoad atLoad) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("level", atLoad.load());
    fields.putAll(ratioFields(atLoad.ratio()));
    fields.put("outcome", atLoad.outcome().label());
    fields.put("obstacle", atLoad.obstacle());
    return fields;
  }

  private static Map<String, @Nullable Object> note(CompareNote note) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", note.code().label());
    fields.put("message", note.message());
    return fields;
  }

  private static Map<String, @Nullable Object> warning(PlacedWarning warning) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", warning.code().label());
    fields.put("message", warning.message());
    fields.put("places", warning.places());
    fields.put("actionable", warning.code().isActionable());
    fields.put("spoils", SpoiledNumbers.of(warning.code()));
    return fields;
  }

  private static List<String> codes(List<Warning.Code> codes) {
    return codes.stream().map(Warning.Code::label).toList();
  }
}
