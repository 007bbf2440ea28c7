package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** Table with one row for each level. A narrow terminal drops the least important columns. */
public final class SweepTable {
  private static final String GAP = "  ";

  /**
   * @param group heading above neighbouring columns that share it
   * @param priority columns with the lowest are dropped first; {@link #KEEP_ALWAYS} never
   */
  private record Column(
      String group, String heading, int priority, Function<LevelResult, String> cell) {}

  private static final int KEEP_ALWAYS = 9;

  private final List<LevelResult> levels;
  private final List<Column> columns;
  private final int totalColumns;
  private List<Integer> widths = List.of();

  private SweepTable(List<LevelResult> levels, int width) {
    this.levels = levels;
    this.columns = columns(levels);
    this.totalColumns = columns.size();
    this.widths = widths();
    while (formatLine(this::heading).length() > width && dropLeastImportant()) {
      this.widths = widths();
    }
  }

  private static List<Column> columns(List<LevelResult> levels) {
    List<Column> columns = new ArrayList<>(countColumns(levels));
    columns.add(numberColumn("wall", "s", 7, SweepTable::wallSeconds));
    columns.add(numberColumn("rps", "", 8, level -> level.perSecond(level.ok())));
    boolean hasPlain = hasKind(levels, RequestKind.MICRO);
    boolean hasWhole = hasKind(levels, RequestKind.WHOLE);
    boolean hasChat = hasKind(levels, RequestKind.CHAT) || !(hasPlain || hasWhole);
    if (hasPlain) {
      columns.addAll(plainColumns(levels, !(hasChat || hasWhole)));
    }
    if (hasChat || hasWhole) {
      columns.add(numberColumn("tok/s", "", 8, level -> level.perSecond(level.volume().tokens())));
      columns.addAll(hasChat ? timeColumns(levels) : wholeColumns(levels));
      columns.addAll(lengthColumns(levels));
    }
    return columns;
  }

  /** Columns of responses that are not streamed; what they were asked matters as much. */
  private static List<Column> wholeColumns(List<LevelResult> levels) {
    List<Column> columns = new ArrayList<>();
    columns.add(
        numberColumn(
            "prompt tok/s", "", 5, level -> level.perSecond(level.volume().prompts().tokens())));
    columns.add(millisColumn("E2E ms", KEEP_ALWAYS, Metric.E2E, Percentile.P50));
    columns.add(millisColumn("E2E ms", 6, Metric.E2E, Percentile.P95));
    columns.add(millisColumn("E2E ms", 8, Metric.E2E, Percentile.P99));
    if (hasDueTimes(levels)) {
      columns.add(millisColumn("due-E2E ms", 8, Metric.DUE_E2E, Percentile.P50));
      columns.add(millisColumn("due-E2E ms", 7, Metric.DUE_E2E, Percentile.P95));
      columns.add(sendLagColumn());
    }
    return columns;
  }

  /** Mean lengths, if lengths were asked for: by the server's usage, and of the responses. */
  private static List<Column> lengthColumns(List<LevelResult> levels) {
    if (levels.stream().noneMatch(level -> level.summary().volume().asked().isKnown())) {
      return List.of();
    }
    return List.of(
        numberColumn("tokens each", "in", 2, SweepTable::promptTokensEach),
        numberColumn(
            "tokens each", "out", 3, level -> (double) level.volume().tokens() / level.ok()));
  }

  private static double promptTokensEach(LevelSummary level) {
    long tokens = level.volume().prompts().tokens();
    return tokens == 0 ? Double.NaN : (double) tokens / level.ok();
  }

  private static boolean hasKind(List<LevelResult> levels, RequestKind kind) {
    return levels.stream().anyMatch(level -> level.level().kind() == kind);
  }

  /**
   * Columns of plain GET requests.
   *
   * @param alone false beside the columns of chat requests, which have the duration too
   */
  private static List<Column> plainColumns(List<LevelResult> levels, boolean alone) {
    boolean hasDueTimes = hasDueTimes(levels);
    List<Column> columns = new ArrayList<>();
    columns.add(
        numberColumn("MB/s", "", 5, level -> level.perSecond(level.volume().bytes()) / 1e6));
    if (alone) {
      columns.add(millisColumn("latency ms", KEEP_ALWAYS, Metric.E2E, Percentile.P50));
      columns.add(millisColumn("latency ms", 6, Metric.E2E, Percentile.P95));
      columns.add(millisColumn("latency ms", 8, Metric.E2E, Percentile.P99));
    }
    if (alone && hasDueTimes) {
      columns.add(millisColumn("due-latency ms", 8, Metric.DUE_E2E, Percentile.P50));
      columns.add(millisColumn("due-latency ms", 7, Metric.DUE_E2E, Percentile.P99));
      columns.add(sendLagColumn());
    }
    columns.add(millisColumn("TTFB ms", 4, Metric.TTFB, Percentile.P50));
    columns.add(millisColumn("TTFB ms", 3, Metric.TTFB, Percentile.P99));
    return columns;
  }

  private static Column sendLagColumn() {
    return new Column(
        "send lag", "p99 ms", 6, level -> formatMillis(level, Metric.SEND_LAG, Percentile.P99));
  }

  private static boolean hasDueTimes(List<LevelResult> levels) {
    return levels.stream().anyMatch(level -> level.level().usesOpenModel());
  }

  private static List<Column> countColumns(List<LevelResult> levels) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("load", "", KEEP_ALWAYS, level -> level.level().labelWithTarget()));
    columns.add(new Column("ok", "", KEEP_ALWAYS, level -> "" + level.ok()));
    columns.add(new Column("failed", "", KEEP_ALWAYS, level -> "" + level.failed()));
    if (levels.stream().anyMatch(level -> !level.slo().isEmpty())) {
      columns.add(numberColumn("good", "%", 8, level -> 100 * level.goodShare()));
    }
    return columns;
  }

  /** Due times need an open level. */
  private static List<Column> timeColumns(List<LevelResult> levels) {
    boolean hasDueTimes = hasDueTimes(levels);
    List<Column> columns = new ArrayList<>();
    columns.add(millisColumn("TTFT ms", KEEP_ALWAYS, Metric.TTFT, Percentile.P50));
    columns.add(millisColumn("TTFT ms", 6, Metric.TTFT, Percentile.P95));
    columns.add(millisColumn("TTFT ms", 1, Metric.TTFT, Percentile.P99));
    if (hasDueTimes) {
      columns.add(millisColumn("due-TTFT ms", 8, Metric.DUE_TTFT, Percentile.P50));
      columns.add(millisColumn("due-TTFT ms", 7, Metric.DUE_TTFT, Percentile.P95));
      columns.add(sendLagColumn());
    }
    columns.add(millisColumn("TPOT ms", 4, Metric.TPOT, Percentile.P50));
    columns.add(millisColumn("ICL ms", 2, Metric.ICL, Percentile.P99));
    columns.add(millisColumn("E2E ms", 5, Metric.E2E, Percentile.P50));
    columns.add(millisColumn("E2E ms", 3, Metric.E2E, Percentile.P95));
    if (hasDueTimes) {
      columns.add(millisColumn("due-E2E ms", 5, Metric.DUE_E2E, Percentile.P50));
      columns.add(millisColumn("due-E2E ms", 3, Metric.DUE_E2E, Percentile.P95));
    }
    return columns;
  }

  private static Column numberColumn(
      String group, String heading, int priority, ToDoubleFunction<LevelSummary> number) {
    return new Column(
        group,
        heading,
        priority,
        level -> NumberFormats.formatNumber(number.applyAsDouble(level.summary())));
  }

  private static Column millisColumn(
      String group, int priority, Metric metric, Percentile percentile) {
    return new Column(
        group, percentile.label(), priority, level -> formatMillis(level, metric, percentile));
  }

  private static double wallSeconds(LevelSummary level) {
    long nanos = level.wallTime().nanos();
    return nanos == Sample.NONE ? Double.NaN : nanos / 1e9;
  }

  private static String formatMillis(LevelResult level, Metric metric, Percentile percentile) {
    return NumberFormats.formatMillis(
        level.summary().latencies().distribution(metric).percentile(percentile));
  }

  public static List<String> format(Result result, int width, AnsiStyle style) {
    SweepTable table = new SweepTable(result.levels(), width);
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(table.groupLine()));
    lines.add(style.bold(table.formatLine(table::heading)));
    for (LevelResult level : result.levels()) {
      String line = table.formatLine(index -> table.cell(index, level));
      lines.add(level.failed() > 0 ? style.red(line) : line);
    }
    int dropped = table.totalColumns - table.columns.size();
    if (dropped > 0) {
      lines.add("(" + dropped + " columns hidden; see the JSON)");
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
      for (LevelResult level : levels) {
        width = Math.max(width, cell(index, level).length());
      }
      fitting.add(width);
    }
    for (int index = 0; index < columns.size(); index += groupSpan(index)) {
      // A group heading that is longer than its columns widens the first of them.
      int missingWidth = columns.get(index).group().length() - groupWidth(index, fitting);
      fitting.set(index, fitting.get(index) + Math.max(missingWidth, 0));
    }
    return fitting;
  }

  /** Returns the width of the group that starts at this column. */
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

  private String cell(int index, LevelResult level) {
    return columns.get(index).cell().apply(level);
  }

  /** Returns the number of columns in the group that starts here, or 0 inside a group. */
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
      // Over several columns it is left-aligned; over one it is right-aligned like the numbers.
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
