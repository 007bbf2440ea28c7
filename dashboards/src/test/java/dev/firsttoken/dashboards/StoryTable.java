package dev.firsttoken.dashboards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table in Markdown with a column for each situation. A cell without a number has a dash. */
final class StoryTable {
  private static final String NO_NUMBER = "–";

  private final List<String> situations = new ArrayList<>();

  /** Cells by row and situation. */
  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  /** Adds a column, which receives the numbers from now on. */
  void startColumn(String situation) {
    situations.add(situation);
  }

  /** Adds a row that is there without a number, unless its name has labels to fill in. */
  void addRow(String row) {
    if (!row.contains("{{")) {
      rows.computeIfAbsent(row, name -> new LinkedHashMap<>());
    }
  }

  /** Sets the number of a row in the current column. */
  void set(String row, double value) {
    rows.computeIfAbsent(row, name -> new LinkedHashMap<>())
        .put(
            situations.getLast(),
            Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : NO_NUMBER);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("line", situations.stream()));
    lines.add("|---".repeat(situations.size() + 1) + "|");
    rows.forEach(
        (row, cells) ->
            lines.add(
                line(row, situations.stream().map(each -> cells.getOrDefault(each, NO_NUMBER)))));
    return lines;
  }

  private static String line(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
