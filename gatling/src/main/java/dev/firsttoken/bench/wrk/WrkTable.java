package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Table of a result: a row for each server. A narrow terminal drops the least important columns.
 */
final class WrkTable {
  private static final String GAP = "  ";
  private static final int MAX_NAME = 16;
  private static final double BYTES_PER_MIB = 1 << 20;

  private static final int MIN_RESPONSES_P999 = 1000;

  /** Column that is never dropped. */
  private static final int KEEP = 0;

  /**
   * Column of the table.
   *
   * @param spare columns with a higher number are dropped first
   * @param cell one to three lines for a server
   */
  private record Column(
      String title, String unit, int spare, Function<String, List<String>> cell) {}

  private final WrkComparison comparison;
  private final List<String> targets;
  private final List<Column> columns;

  private WrkTable(WrkComparison comparison) {
    this.comparison = comparison;
    this.targets = comparison.result().header().targets().stream().map(WrkTarget::name).toList();
    this.columns = new ArrayList<>(comparison.hasVerdicts() ? comparedColumns() : singleColumns());
  }

  /** Formats the table within a width. */
  static List<String> format(WrkComparison comparison, int width) {
    WrkTable table = new WrkTable(comparison);
    int all = table.columns.size();
    boolean canDrop = true;
    while (canDrop && table.lineWidth() > width) {
      canDrop = table.dropColumn();
    }
    List<String> lines = table.lines();
    int hidden = all - table.columns.size();
    if (hidden > 0) {
      lines.add(
          "(%d %s hidden; see the JSON)".formatted(hidden, hidden == 1 ? "column" : "columns"));
    }
    return lines;
  }

  private boolean dropColumn() {
    Column spare = columns.stream().max(Comparator.comparingInt(Column::spare)).orElseThrow();
    return spare.spare() != KEEP && columns.remove(spare);
  }

  private List<Column> comparedColumns() {
    return List.of(
        verdictColumn("p50", "ms", KEEP, WrkMetric.P50),
        verdictColumn("p99", "ms", 1, WrkMetric.P99),
        verdictColumn("responses", "per second", 2, WrkMetric.RATE),
        verdictColumn("CPU", "ms/100k", 3, WrkMetric.CPU_PER_100K_REQUESTS),
        errorColumn(4));
  }

  /** Values of one run; of several, all are centres of the same runs, and max is the highest. */
  private List<Column> singleColumns() {
    return List.of(
        valueColumn("p50", "ms", KEEP, WrkMetric.P50),
        outputColumn("p90", "ms", 5, output -> output.latency().percentile("p90")),
        valueColumn("p99", "ms", 1, WrkMetric.P99),
        outputColumn("p99.9", "ms", 4, WrkTable::p999),
        new Column("max", "ms", 6, target -> cell(highest(target))),
        valueColumn("responses", "per second", KEEP, WrkMetric.RATE),
        outputColumn("read", "MiB/s", 7, output -> output.bytesPerSecond() / BYTES_PER_MIB),
        errorColumn(KEEP),
        valueColumn("CPU", "ms/100k", 2, WrkMetric.CPU_PER_100K_REQUESTS),
        new Column(
            "peak RSS",
            "MiB",
            3,
            target -> cell(comparison.centre(target, WrkMetric.PEAK_RSS_BYTES) / BYTES_PER_MIB)));
  }

  /** Returns p99.9, or NaN if there are so few responses that it is the slowest of them. */
  private static double p999(WrkOutput output) {
    return output.latencyCount() < MIN_RESPONSES_P999
        ? Double.NaN
        : output.latency().percentile("p999");
  }

  private static List<String> cell(double value) {
    return List.of(NumberFormats.formatNumber(value));
  }

  /** Returns the highest latency of a target's runs, or NaN if there is none. */
  private double highest(String target) {
    return comparison.result().outputs(target).stream()
        .mapToDouble(output -> output.latency().max())
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  private Column valueColumn(String title, String unit, int spare, WrkMetric metric) {
    return new Column(title, unit, spare, target -> cell(comparison.centre(target, metric)));
  }

  private Column verdictColumn(String title, String unit, int spare, WrkMetric metric) {
    return new Column(title, unit, spare, target -> verdictCell(target, metric));
  }

  /** The value, the verdict below it, and how sure it is below that. */
  private List<String> verdictCell(String target, WrkMetric metric) {
    String value = NumberFormats.formatNumber(comparison.centre(target, metric));
    boolean isReference = target.equals(comparison.result().header().reference());
    if (isReference || value.equals(NumberFormats.NONE)) {
      return List.of(value);
    }
    WrkVerdict verdict = comparison.verdict(target, metric);
    if (verdict == null) {
      return List.of(value, "no verdict");
    }
    String word =
        verdict.finding() == Finding.NO_DIFFERENCE
            ? verdict.word()
            : verdict.word() + " " + verdict.ratio().ratioText() + "×";
    return List.of(value, word, verdict.certainty());
  }

  private Column outputColumn(
      String title, String unit, int spare, ToDoubleFunction<WrkOutput> value) {
    return new Column(title, unit, spare, target -> cell(comparison.mean(target, value)));
  }

  private Column errorColumn(int spare) {
    return new Column(
        "errors",
        "",
        spare,
        target ->
            List.of(
                comparison.result().measured(target).isEmpty()
                    ? NumberFormats.NONE
                    : Long.toString(comparison.result().errors(target))));
  }

  private int columnWidth(Column column) {
    int heading = Math.max(column.title().length(), column.unit().length());
    return targets.stream()
        .flatMap(target -> column.cell().apply(target).stream())
        .mapToInt(String::length)
        .reduce(heading, Math::max);
  }

  private int nameWidth() {
    int reference = comparison.hasVerdicts() ? "(reference)".length() : 0;
    return targets.stream().mapToInt(name -> shown(name).length()).reduce(reference, Math::max);
  }

  private int lineWidth() {
    return nameWidth()
        + columns.stream().mapToInt(column -> GAP.length() + columnWidth(column)).sum();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("", Column::title));
    lines.add(line("", Column::unit));
    for (String target : targets) {
      boolean isReference =
          comparison.hasVerdicts() && target.equals(comparison.result().header().reference());
      int height =
          columns.stream()
              .mapToInt(column -> column.cell().apply(target).size())
              .reduce(isReference ? 2 : 1, Math::max);
      for (int i = 0; i < height; i++) {
        int index = i;
        String first = index == 0 ? shown(target) : index == 1 && isReference ? "(reference)" : "";
        lines.add(line(first, column -> cellLine(column.cell().apply(target), index)));
      }
    }
    return lines;
  }

  private static String cellLine(List<String> cell, int index) {
    return index < cell.size() ? cell.get(index) : "";
  }

  private String line(String first, Function<Column, String> text) {
    StringBuilder line = new StringBuilder(padRight(first, nameWidth()));
    for (Column column : columns) {
      line.append(GAP).append(padLeft(text.apply(column), columnWidth(column)));
    }
    return line.toString().stripTrailing();
  }

  private static String shown(String target) {
    String name = WrkTarget.shown(target);
    return name.length() > MAX_NAME ? name.substring(0, MAX_NAME - 1) + "…" : name;
  }

  private static String padRight(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String padLeft(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
