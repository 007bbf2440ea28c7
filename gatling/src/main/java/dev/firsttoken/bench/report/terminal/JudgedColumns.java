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
import java.util.stream.Stream;

/**
 * Columns of the numbers that an SLO limits. Whoever sets a limit looks for that number first, so
 * it is in the table whatever its percentile is, and is dropped last.
 */
final class JudgedColumns {
  private final List<SweepColumn> columns;
  private final boolean hasOpen;
  private final boolean hasClosed;

  private JudgedColumns(List<SweepColumn> columns, List<LevelResult> levels) {
    this.columns = new ArrayList<>(columns);
    this.hasOpen = levels.stream().anyMatch(level -> level.level().usesOpenModel());
    this.hasClosed = levels.stream().anyMatch(level -> !level.level().usesOpenModel());
  }

  /** Returns the columns with those of the objectives marked, and with those that are missing. */
  static List<SweepColumn> mark(List<SweepColumn> columns, List<LevelResult> levels) {
    JudgedColumns judged = new JudgedColumns(columns, levels);
    levels.stream()
        .flatMap(level -> level.slo().stream())
        .map(SloCheck::objective)
        .distinct()
        .forEach(judged::mark);
    return judged.columns;
  }

  private void mark(Objective objective) {
    switch (objective) {
      case Objective.Latency latency ->
          judgedMetrics(Metric.forLatency(latency))
              .forEach(metric -> markTime(metric, latency.percentile()));
      case Objective.Share share -> markIf(column -> column.field().equals("good"));
      case Objective.Rate rate -> markIf(column -> column.field().equals(rate.metric()));
    }
  }

  /** Returns the metrics that an objective limits, which at closed levels may be another one. */
  private Stream<Metric> judgedMetrics(Metric metric) {
    Stream<Metric> open = hasOpen ? Stream.of(metric) : Stream.empty();
    Stream<Metric> closed = hasClosed ? Stream.of(metric.fromSend()) : Stream.empty();
    return Stream.concat(open, closed).distinct();
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
