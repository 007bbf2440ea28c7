package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One row for each level. Where the terminal is too narrow, the least asked-for columns go. */
public final class SweepTable {
  private static final String GAP = "  ";

  /**
   * @param group stands over the first of the neighbours that share it
   * @param priority those with the lowest go first; {@link #KEEP_ALWAYS} never
   */
  private record Column(
      String group, String heading, int priority, Function<LevelSummary, String> cell) {}

  private static final int KEEP_ALWAYS = 9;

  private final List<LevelSummary> levels;
  private final List<Column> columns;
  private final int totalColumns;
  private List<Integer> widths = List.of();

  private SweepTable(List<LevelSummary> levels, int width) {
    this.levels = levels;
    this.columns = columns(levels);
    this.totalColumns = columns.size();
    this.widths = widths();
    while (formatLine(this::heading).length() > width && dropLeastImportant()) {
      this.widths = widths();
    }
  }

  /** Due times only where there are some, and goodput only where an SLO says what is good. */
  private static List<Column> columns(List<LevelSummary> levels) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("load", "", KEEP_ALWAYS, level -> level.level().label()));
    columns.add(new Column("ok", "", KEEP_ALWAYS, level -> "" + level.ok()));
    columns.add(new Column("failed", "", KEEP_ALWAYS, level -> "" + level.failed()));
    if (levels.stream().anyMatch(level -> !level.slo().isEmpty())) {
      columns.add(
          new Column("good", "%", 8, level -> NumberFormats.formatNumber(100 * level.goodShare())));
    }
    columns.add(
        new Column("wall", "s", 7, level -> NumberFormats.formatSeconds(level.wallNanos())));
    columns.add(
        new Column("rps", "", 8, level -> NumberFormats.formatNumber(level.perSecond(level.ok()))));
    columns.add(new Column("tok/s", "", 8, SweepTable::tokensPerSecond));
    columns.add(millisColumn("TTFT ms", "p50", KEEP_ALWAYS, Metric.TTFT, 50));
    columns.add(millisColumn("TTFT ms", "p95", 6, Metric.TTFT, 95));
    columns.add(millisColumn("TTFT ms", "p99", 1, Metric.TTFT, 99));
    if (levels.stream().anyMatch(level -> level.level().usesOpenModel())) {
      columns.add(millisColumn("due-TTFT ms", "p50", 8, Metric.DUE_TTFT, 50));
      columns.add(millisColumn("due-TTFT ms", "p95", 7, Metric.DUE_TTFT, 95));
      columns.add(millisColumn("send lag", "p99 ms", 6, Metric.SEND_LAG, 99));
    }
    columns.add(millisColumn("TPOT ms", "p50", 4, Metric.TPOT, 50));
    columns.add(millisColumn("ICL ms", "p99", 2, Metric.ICL, 99));
    columns.add(millisColumn("E2E ms", "p50", 5, Metric.E2E, 50));
    columns.add(millisColumn("E2E ms", "p95", 3, Metric.E2E, 95));
    if (levels.stream().anyMatch(level -> level.level().usesOpenModel())) {
      columns.add(millisColumn("due-E2E ms", "p50", 5, Metric.DUE_E2E, 50));
      columns.add(millisColumn("due-E2E ms", "p95", 3, Metric.DUE_E2E, 95));
    }
    return columns;
  }

  private static Column millisColumn(
      String group, String heading, int priority, Metric metric, double percentile) {
    return new Column(
        group,
        heading,
        priority,
        level ->
            NumberFormats.formatMillis(
                level.latencies().distribution(metric).percentile(percentile)));
  }

  private static String tokensPerSecond(LevelSummary level) {
    return NumberFormats.formatNumber(level.perSecond(level.volume().tokens()));
  }

  public static List<String> format(Result result, int width, AnsiStyle style) {
    SweepTable table = new SweepTable(result.levels(), width);
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(table.groupLine()));
    lines.add(style.bold(table.formatLine(table::heading)));
    for (LevelSummary level : result.levels()) {
      String line = table.formatLine(index -> table.cell(index, level));
      lines.add(level.failed() > 0 ? style.red(line) : line);
    }
    int dropped = table.totalColumns - table.columns.size();
    if (dropped > 0) {
      lines.add("(columns left out: " + dropped + ", see the JSON)");
    }
    return lines;
  }

  private boolean dropLeastImportant() {
    Column lowest = Collections.min(columns, Comparator.comparingInt(Column::priority));
    return lowest.priority() < KEEP_ALWAYS && columns.remove(lowest);
  }

  private List<Integer> widths() {
    List<Integer> fitting = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      int width = heading(index).length();
      for (LevelSummary level : levels) {
        width = Math.max(width, cell(index, level).length());
      }
      fitting.add(width);
    }
    for (int index = 0; index < columns.size(); index += groupSpan(index)) {
      // A name that is longer than the columns it stands over widens the first of them.
      int missingWidth = columns.get(index).group().length() - groupWidth(index, fitting);
      fitting.set(index, fitting.get(index) + Math.max(missingWidth, 0));
    }
    return fitting;
  }

  /** Of the whole group that begins at this column. */
  private int groupWidth(int index, List<Integer> widths) {
    int gaps = GAP.length() * (groupSpan(index) - 1);
    return gaps
        + widths.subList(index, index + groupSpan(index)).stream()
            .mapToInt(Integer::intValue)
            .sum();
  }

  private String heading(int index) {
    return columns.get(index).heading();
  }

  private String cell(int index, LevelSummary level) {
    return columns.get(index).cell().apply(level);
  }

  /** How many columns the group has that begins at this one; 0 within a group. */
  private int groupSpan(int index) {
    String group = columns.get(index).group();
    if (index > 0 && columns.get(index - 1).group().equals(group)) {
      return 0;
    }
    return (int) columns.stream().filter(column -> column.group().equals(group)).count();
  }

  private String groupLine() {
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < columns.size(); index += groupSpan(index)) {
      int width = groupWidth(index, widths);
      // Over several columns it begins where they do; over one it ends where the numbers end.
      String aligned = groupSpan(index) > 1 ? "%-" + width + "s" : "%" + width + "s";
      line.append(index == 0 ? "" : GAP).append(aligned.formatted(columns.get(index).group()));
    }
    return line.toString().stripTrailing();
  }

  private String formatLine(IntFunction<String> texts) {
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < columns.size(); index++) {
      line.append(index == 0 ? "" : GAP)
          .append(("%" + widths.get(index) + "s").formatted(texts.apply(index)));
    }
    return line.toString();
  }
}
