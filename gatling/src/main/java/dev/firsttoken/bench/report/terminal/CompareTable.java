package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.LoadComparison;
import dev.firsttoken.bench.compare.TargetComparison;
import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Table of a comparison: a block for each load, a row for each target, the best first. A narrow
 * terminal drops the least important columns.
 */
final class CompareTable {
  private static final String GAP = "  ";
  private static final String WARNING_MARK = " !";
  private static final int MAX_NAME = 20;

  private final Comparison comparison;
  private final AnsiStyle style;
  private final List<RoundMetric> columns;
  private final List<Row> rows;
  private final int nameWidth;
  private final List<String> lines = new ArrayList<>();

  /** One target at one load. */
  private record Row(
      TargetComparison target, LoadComparison level, Map<RoundMetric, CompareCell> cells) {
    CompareCell cell(RoundMetric metric) {
      CompareCell cell = cells.get(metric);
      return cell == null ? new CompareCell(List.of(), null) : cell;
    }
  }

  private CompareTable(Comparison comparison, int width, AnsiStyle style) {
    this.comparison = comparison;
    this.style = style;
    this.rows =
        comparison.loads().stream().flatMap(load -> rows(comparison, load).stream()).toList();
    this.nameWidth = Math.max("(reference)".length(), widest(row -> name(row).length()));
    this.columns = new ArrayList<>(comparison.facts().mode().columns());
    for (RoundMetric metric : dropOrder(comparison.facts().mode())) {
      if (lineWidth() > width && columns.size() > 1) {
        columns.remove(metric);
      }
    }
  }

  /** Formats the blocks of all loads; the lines around them are those of {@link CompareNotes}. */
  static List<String> format(Comparison comparison, int width, AnsiStyle style) {
    CompareTable table = new CompareTable(comparison, width, style);
    for (String load : comparison.loads()) {
      table.addBlock(load, width);
    }
    int hidden = comparison.facts().mode().columns().size() - table.columns.size();
    if (hidden > 0) {
      table.lines.add(
          "(%d %s hidden; see the JSON)".formatted(hidden, hidden == 1 ? "column" : "columns"));
    }
    return table.lines;
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
    return Math.max(heading, widest(row -> row.cell(metric).width()));
  }

  private String title(RoundMetric metric) {
    return comparison.facts().mode().title(metric);
  }

  private int lineWidth() {
    return nameWidth
        + columns.stream().mapToInt(metric -> GAP.length() + columnWidth(metric)).sum();
  }

  private void addBlock(String load, int width) {
    List<Row> block = rows.stream().filter(row -> row.level().load().equals(load)).toList();
    lines.add("");
    lines.add(style.bold(headingLine(load, this::title)));
    lines.add(style.bold(headingLine("", metric -> metric.unit().title())));
    for (Row row : block) {
      addRow(row);
    }
    for (String codes : warningCodes(block)) {
      Footnotes.wrap(codes, width).forEach(line -> lines.add(style.yellow(line)));
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
        String text = pad(cell.line(index), columnWidth(metric), false);
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

  private static String name(Row row) {
    String name = row.target().name();
    String shown = name.length() > MAX_NAME ? name.substring(0, MAX_NAME - 1) + "…" : name;
    return shown + (row.level().warnings().isEmpty() ? "" : WARNING_MARK);
  }

  /** Lists the codes of warnings by target; once if all targets have the same. */
  private static List<String> warningCodes(List<Row> block) {
    Map<String, String> targetsByCodes =
        block.stream()
            .filter(row -> !row.level().warnings().isEmpty())
            .collect(
                Collectors.groupingBy(
                    CompareTable::codes,
                    LinkedHashMap::new,
                    Collectors.mapping(row -> row.target().name(), Collectors.joining(", "))));
    return targetsByCodes.entrySet().stream()
        .map(entry -> "! %s: %s".formatted(entry.getValue(), entry.getKey()))
        .toList();
  }

  private static String codes(Row row) {
    return row.level().warnings().stream()
        .map(Warning.Code::label)
        .collect(Collectors.joining(", "));
  }

  private static String pad(String text, int width, boolean left) {
    return ("%" + (left ? "-" : "") + width + "s").formatted(text);
  }
}
