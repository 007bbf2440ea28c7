package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.LoadComparison;
import dev.firsttoken.bench.compare.PlacedWarning;
import dev.firsttoken.bench.compare.TargetComparison;
import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Table of a comparison: a block for each load, a row for each target, the best first. A narrow
 * terminal drops the least important columns.
 */
final class CompareTable {
  private static final String GAP = "  ";

  /** Between a value and its marks. */
  private static final String MARK_GAP = " ";

  private static final int MAX_NAME = 20;

  private final Comparison comparison;
  private final AnsiStyle style;
  private final List<RoundMetric> columns;
  private final List<Row> rows;
  private final WarningMarks marks;
  private final int nameWidth;
  private final List<String> lines = new ArrayList<>();

  /** One target at one load. */
  private record Row(
      TargetComparison target, LoadComparison level, Map<RoundMetric, CompareCell> cells) {
    CompareCell cell(RoundMetric metric) {
      CompareCell cell = cells.get(metric);
      return cell == null ? new CompareCell(List.of(), null) : cell;
    }

    /** Returns the warnings that make a number doubtful. */
    List<Code> warnings(RoundMetric metric) {
      return Double.isFinite(level.centre(metric))
          ? WarningMarks.atNumber(level.warnings(), metric.label())
          : List.of();
    }
  }

  private CompareTable(Comparison comparison, int width, AnsiStyle style) {
    this.comparison = comparison;
    this.style = style;
    this.rows =
        comparison.loads().stream().flatMap(load -> rows(comparison, load).stream()).toList();
    this.columns = new ArrayList<>(comparison.facts().mode().columns());
    this.nameWidth = Math.max("(reference)".length(), widest(CompareTable::nameWidth));
    for (RoundMetric metric : dropOrder(comparison.facts().mode())) {
      if (lineWidth() > width && columns.size() > 1) {
        columns.remove(metric);
      }
    }
    this.marks = new WarningMarks(shownWarnings());
  }

  static CompareTable of(Comparison comparison, int width, AnsiStyle style) {
    return new CompareTable(comparison, width, style);
  }

  /** Returns the warnings at the numbers that are shown, in the order of the notes. */
  private List<Code> shownWarnings() {
    Set<Code> shown = EnumSet.noneOf(Code.class);
    for (Row row : rows) {
      shown.addAll(WarningMarks.atLevel(row.level().warnings()));
      columns.forEach(metric -> shown.addAll(row.warnings(metric)));
    }
    return comparison.warnings().stream().map(PlacedWarning::code).filter(shown::contains).toList();
  }

  WarningMarks marks() {
    return marks;
  }

  /** Formats the blocks of all loads; the lines around them are those of {@link CompareNotes}. */
  List<String> format() {
    comparison.loads().forEach(this::addBlock);
    int hidden = comparison.facts().mode().columns().size() - columns.size();
    if (hidden > 0) {
      lines.add(
          "(%d %s hidden; see the JSON)".formatted(hidden, hidden == 1 ? "column" : "columns"));
    }
    return lines;
  }

  /** Returns the columns from the least important one. */
  private static List<RoundMetric> dropOrder(CompareMode mode) {
    return switch (mode) {
      case SYNTHETIC ->
          List.of(
              RoundMetric.DUE_DELAY_P99,
              RoundMetric.TTFT_P99,
              RoundMetric.RPS,
              RoundMetric.CPU_PER_100K_FRAMES);
      case RELAY ->
          List.of(
              RoundMetric.RPS,
              RoundMetric.TRANSIT_P50,
              RoundMetric.TTFT_P99,
              RoundMetric.TTFT_P50,
              RoundMetric.CPU_PER_100K_FRAMES);
      case MICRO ->
          List.of(RoundMetric.DUR_P99, RoundMetric.RPS, RoundMetric.CPU_PER_100K_REQUESTS);
    };
  }

  private static List<Row> rows(Comparison comparison, String load) {
    List<Row> rows = new ArrayList<>();
    for (TargetComparison target : comparison.ranking(load)) {
      LoadComparison level = target.level(load);
      if (level != null) {
        Map<RoundMetric, CompareCell> cells = new EnumMap<>(RoundMetric.class);
        for (RoundMetric metric : comparison.facts().mode().columns()) {
          cells.put(metric, CompareCell.of(comparison, target.name(), level, metric));
        }
        rows.add(new Row(target, level, cells));
      }
    }
    return rows;
  }

  private int widest(ToIntFunction<Row> width) {
    return rows.stream().mapToInt(width).max().orElse(0);
  }

  private int columnWidth(RoundMetric metric) {
    int heading = Math.max(title(metric).length(), metric.unit().title().length());
    int behind = marksWidth(metric);
    return Math.max(heading, widest(row -> row.cell(metric).width(behind)));
  }

  /** Returns the width of the marks behind the numbers of a column. */
  private int marksWidth(RoundMetric metric) {
    return widest(
        row ->
            row.warnings(metric).isEmpty() ? 0 : MARK_GAP.length() + row.warnings(metric).size());
  }

  private String title(RoundMetric metric) {
    return comparison.facts().mode().title(metric);
  }

  private int lineWidth() {
    return nameWidth
        + columns.stream().mapToInt(metric -> GAP.length() + columnWidth(metric)).sum();
  }

  private void addBlock(String load) {
    List<Row> block = rows.stream().filter(row -> row.level().load().equals(load)).toList();
    lines.add("");
    lines.add(style.bold(headingLine(load, this::title)));
    lines.add(style.bold(headingLine("", metric -> metric.unit().title())));
    for (Row row : block) {
      addRow(row);
    }
  }

  private String headingLine(String first, Function<RoundMetric, String> heading) {
    StringBuilder line = new StringBuilder(pad(first, nameWidth, true));
    for (RoundMetric metric : columns) {
      line.append(GAP).append(pad(heading.apply(metric), columnWidth(metric), false));
    }
    return line.toString().stripTrailing();
  }

  private void addRow(Row row) {
    int height =
        columns.stream().mapToInt(metric -> row.cell(metric).lines().size()).max().orElse(1);
    boolean isReference = row.target().name().equals(comparison.facts().reference());
    for (int index = 0; index < Math.max(height, isReference ? 2 : 1); index++) {
      String first = index == 0 ? name(row) : index == 1 && isReference ? "(reference)" : "";
      StringBuilder line = new StringBuilder(pad(first, nameWidth, true));
      for (RoundMetric metric : columns) {
        CompareCell cell = row.cell(metric);
        String marked =
            index == 0
                ? pad(MARK_GAP + marks.text(row.warnings(metric)), marksWidth(metric), true)
                : "";
        String text = pad(cell.line(index) + marked, columnWidth(metric), false);
        line.append(GAP).append(index == 1 ? colour(text, cell.finding()) : text);
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  private String colour(String text, @Nullable Finding finding) {
    if (finding == null) {
      return text;
    }
    return switch (finding) {
      case FASTER -> style.bold(text);
      case SLOWER -> style.yellow(text);
      case NO_DIFFERENCE -> text;
    };
  }

  private String name(Row row) {
    String marked = marks.text(WarningMarks.atLevel(row.level().warnings()));
    return (shortName(row) + " " + marked).strip();
  }

  private static String shortName(Row row) {
    String name = row.target().name();
    return name.length() > MAX_NAME ? name.substring(0, MAX_NAME - 1) + "…" : name;
  }

  /** Returns the width of a name with as many marks as it can have. */
  private static int nameWidth(Row row) {
    int marked = WarningMarks.atLevel(row.level().warnings()).size();
    return shortName(row).length() + (marked == 0 ? 0 : 1 + marked);
  }

  private static String pad(String text, int width, boolean left) {
    return width == 0 ? "" : ("%" + (left ? "-" : "") + width + "s").formatted(text);
  }
}
