package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Column of the table of levels.
 *
 * @param group heading above neighbouring columns that share it
 * @param field name of its number in JSON, by which warnings name it
 * @param priority columns with the lowest are dropped first; {@link #KEEP_ALWAYS} never, and {@link
 *     #JUDGED} only after all others
 */
record SweepColumn(
    String group, String heading, String field, int priority, Function<LevelResult, String> cell) {
  static final int KEEP_ALWAYS = 11;

  /** Priority of what the user set an objective for. */
  static final int JUDGED = 10;

  /** Creates a column that names or counts, and is always shown. */
  static SweepColumn fixed(String heading, Function<LevelResult, String> cell) {
    return new SweepColumn(heading, "", heading, KEEP_ALWAYS, cell);
  }

  static SweepColumn number(
      String group, String heading, int priority, ToDoubleFunction<LevelSummary> number) {
    return new SweepColumn(
        group,
        heading,
        group,
        priority,
        level -> NumberFormats.formatNumber(number.applyAsDouble(level.summary())));
  }

  static SweepColumn millis(String group, int priority, Metric metric, Percentile percentile) {
    return new SweepColumn(
        group,
        percentile.label(),
        metric.label() + "_" + percentile.fieldSuffix(),
        priority,
        level ->
            NumberFormats.formatMillis(
                level.summary().latencies().distribution(metric).percentile(percentile)));
  }

  SweepColumn withHeading(String other) {
    return new SweepColumn(group, other, field, priority, cell);
  }

  SweepColumn judged() {
    return new SweepColumn(group, heading, field, Math.max(priority, JUDGED), cell);
  }

  SweepColumn withField(String other) {
    return new SweepColumn(group, heading, other, priority, cell);
  }
}
