package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.SloCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Columns of the numbers that an SLO limits. Whoever sets a limit looks for that number first, so
 * it is in the table whatever its percentile is, and is dropped last.
 */
final class JudgedColumns {
  private final List<SweepColumn> columns;

  private JudgedColumns(List<SweepColumn> columns) {
    this.columns = new ArrayList<>(columns);
  }

  /** Returns the columns with those of the objectives marked, and with those that are missing. */
  static List<SweepColumn> mark(List<SweepColumn> columns, List<LevelResult> levels) {
    JudgedColumns judged = new JudgedColumns(columns);
    boolean hasDueTimes = levels.stream().anyMatch(level -> level.level().usesOpenModel());
    levels.stream()
        .flatMap(level -> level.slo().stream())
        .map(SloCheck::objective)
        .distinct()
        .forEach(objective -> judged.mark(objective, hasDueTimes));
    return judged.columns;
  }

  private void mark(Objective objective, boolean hasDueTimes) {
    switch (objective) {
      case Objective.Latency latency -> {
        Metric metric = Metric.forLatency(latency);
        markTime(hasDueTimes ? metric : metric.fromSend(), latency.percentile());
      }
      case Objective.Share share -> markIf(column -> column.field().equals("good"));
      case Objective.Rate rate -> markIf(column -> column.field().equals(rate.metric()));
    }
  }

  private boolean markIf(Predicate<SweepColumn> isJudged) {
    boolean isFound = columns.stream().anyMatch(isJudged);
    columns.replaceAll(column -> isJudged.test(column) ? column.judged() : column);
    return isFound;
  }

  /** Adds a column if there is none yet: in order to those of the same metric, else at the end. */
  private void markTime(Metric metric, Percentile percentile) {
    String prefix = metric.label() + "_p";
    if (markIf(column -> column.field().equals(metric.label() + "_" + percentile.fieldSuffix()))) {
      return;
    }
    String group = group(metric);
    int position = columns.size();
    boolean isFirst = true;
    for (int index = 0; index < columns.size(); index++) {
      SweepColumn column = columns.get(index);
      if (column.field().startsWith(prefix)) {
        group = column.group();
        boolean isLower = percent(column) < percentile.percent();
        position = isLower ? index + 1 : isFirst ? index : position;
        isFirst = false;
      }
    }
    columns.add(position, SweepColumn.millis(group, SweepColumn.JUDGED, metric, percentile));
  }

  private static double percent(SweepColumn column) {
    return Double.parseDouble(column.heading().substring(1));
  }

  /** Returns the heading that a metric has in the table: {@code due-TTFT ms}. */
  private static String group(Metric metric) {
    String name =
        switch (metric) {
          case DUE_TTFT -> "due-TTFT";
          case DUE_E2E -> "due-E2E";
          case TRANSIT -> "transit";
          default -> metric.name().toUpperCase(Locale.ROOT);
        };
    return name + " ms";
  }
}
