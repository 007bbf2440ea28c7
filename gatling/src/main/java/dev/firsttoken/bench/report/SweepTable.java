package dev.firsttoken.bench.report;

import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One row for each level. Where the terminal is too narrow, the least asked-for columns go. */
final class SweepTable {
  private static final String GAP = "  ";

  /**
   * @param group stands over the first of the neighbours that share it
   * @param keep those with the lowest go first; {@link #ALWAYS} never
   */
  private record Column(String group, String head, int keep, Function<LevelSummary, String> cell) {}

  private static final int ALWAYS = 9;

  private final List<LevelSummary> levels;
  private final List<Column> columns;
  private final int all;
  private List<Integer> widths = List.of();

  private SweepTable(List<LevelSummary> levels, int width) {
    this.levels = levels;
    this.columns = columns(levels);
    this.all = columns.size();
    this.widths = widths();
    while (line(this::head).length() > width && dropOne()) {
      this.widths = widths();
    }
  }

  /** Due times only where there are some, and goodput only where an SLO says what is good. */
  private static List<Column> columns(List<LevelSummary> levels) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("load", "", ALWAYS, level -> level.level().label()));
    columns.add(new Column("ok", "", ALWAYS, level -> "" + level.ok()));
    columns.add(new Column("failed", "", ALWAYS, level -> "" + level.failed()));
    if (levels.stream().anyMatch(level -> !level.slo().isEmpty())) {
      columns.add(new Column("good", "%", 8, level -> Numbers.digits(100 * level.goodShare())));
    }
    columns.add(new Column("wall", "s", 7, level -> Numbers.seconds(level.wallNanos())));
    columns.add(new Column("rps", "", 8, level -> Numbers.digits(level.perSecond(level.ok()))));
    columns.add(new Column("tok/s", "", 8, SweepTable::tokensPerSecond));
    columns.add(millis("TTFT ms", "p50", ALWAYS, Metric.TTFT, 50));
    columns.add(millis("TTFT ms", "p95", 6, Metric.TTFT, 95));
    columns.add(millis("TTFT ms", "p99", 1, Metric.TTFT, 99));
    if (levels.stream().anyMatch(level -> level.level().open())) {
      columns.add(millis("due-TTFT ms", "p50", 8, Metric.DUE_TTFT, 50));
      columns.add(millis("due-TTFT ms", "p95", 7, Metric.DUE_TTFT, 95));
      columns.add(millis("send lag", "p99 ms", 6, Metric.SEND_LAG, 99));
    }
    columns.add(millis("TPOT ms", "p50", 4, Metric.TPOT, 50));
    columns.add(millis("ICL ms", "p99", 2, Metric.ICL, 99));
    columns.add(millis("E2E ms", "p50", 5, Metric.E2E, 50));
    columns.add(millis("E2E ms", "p95", 3, Metric.E2E, 95));
    if (levels.stream().anyMatch(level -> level.level().open())) {
      columns.add(millis("due-E2E ms", "p50", 5, Metric.DUE_E2E, 50));
      columns.add(millis("due-E2E ms", "p95", 3, Metric.DUE_E2E, 95));
    }
    return columns;
  }

  private static Column millis(
      String group, String head, int keep, Metric metric, double percentile) {
    return new Column(
        group, head, keep, level -> Numbers.millis(level.latencies().of(metric).at(percentile)));
  }

  private static String tokensPerSecond(LevelSummary level) {
    return Numbers.digits(level.perSecond(level.volume().tokens()));
  }

  static List<String> of(Result result, int width, Paint paint) {
    SweepTable table = new SweepTable(result.levels(), width);
    List<String> lines = new ArrayList<>();
    lines.add(paint.bold(table.groups()));
    lines.add(paint.bold(table.line(table::head)));
    for (LevelSummary level : result.levels()) {
      String line = table.line(at -> table.cell(at, level));
      lines.add(level.failed() > 0 ? paint.red(line) : line);
    }
    int dropped = table.all - table.columns.size();
    if (dropped > 0) {
      lines.add("(columns left out: " + dropped + ", see the JSON)");
    }
    return lines;
  }

  private boolean dropOne() {
    Column least = Collections.min(columns, Comparator.comparingInt(Column::keep));
    return least.keep() < ALWAYS && columns.remove(least);
  }

  private List<Integer> widths() {
    List<Integer> fitting = new ArrayList<>();
    for (int at = 0; at < columns.size(); at++) {
      int width = head(at).length();
      for (LevelSummary level : levels) {
        width = Math.max(width, cell(at, level).length());
      }
      fitting.add(width);
    }
    for (int at = 0; at < columns.size(); at += span(at)) {
      // A name that is longer than the columns it stands over widens the first of them.
      int lacking = columns.get(at).group().length() - width(at, fitting);
      fitting.set(at, fitting.get(at) + Math.max(lacking, 0));
    }
    return fitting;
  }

  /** Of the whole group that begins at this column. */
  private int width(int at, List<Integer> widths) {
    int gaps = GAP.length() * (span(at) - 1);
    return gaps + widths.subList(at, at + span(at)).stream().mapToInt(Integer::intValue).sum();
  }

  private String head(int at) {
    return columns.get(at).head();
  }

  private String cell(int at, LevelSummary level) {
    return columns.get(at).cell().apply(level);
  }

  /** How many columns the group has that begins at this one; 0 within a group. */
  private int span(int at) {
    String group = columns.get(at).group();
    if (at > 0 && columns.get(at - 1).group().equals(group)) {
      return 0;
    }
    return (int) columns.stream().filter(column -> column.group().equals(group)).count();
  }

  private String groups() {
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < columns.size(); at += span(at)) {
      int width = width(at, widths);
      // Over several columns it begins where they do; over one it ends where the numbers end.
      String aligned = span(at) > 1 ? "%-" + width + "s" : "%" + width + "s";
      line.append(at == 0 ? "" : GAP).append(aligned.formatted(columns.get(at).group()));
    }
    return line.toString().stripTrailing();
  }

  private String line(IntFunction<String> texts) {
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < columns.size(); at++) {
      line.append(at == 0 ? "" : GAP)
          .append(("%" + widths.get(at) + "s").formatted(texts.apply(at)));
    }
    return line.toString();
  }
}
