package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Footnotes;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints a result: as a table for people, and as JSON if it is wanted. */
public final class WrkReport {
  /** Width of the lines, on any wider terminal too. */
  private static final int MAX_COLUMNS = 100;

  private WrkReport() {}

  public static void print(WrkResult result, Console console) {
    WrkComparison comparison = WrkComparison.of(result);
    PrintStream json = console.json();
    if (json != null) {
      json.print(WrkJson.format(comparison));
      json.flush();
    }
    format(
            comparison,
            Math.min(console.reportColumns(), MAX_COLUMNS),
            console.reportFormat().tableColumns())
        .forEach(console.report()::println);
    console.report().flush();
  }

  /**
   * Formats the report.
   *
   * @param width that of its lines
   * @param tableWidth that of its table
   */
  static List<String> format(WrkComparison comparison, int width, int tableWidth) {
    List<String> lines = new ArrayList<>(wrap(WrkNotes.title(comparison.result()), width));
    lines.addAll(WrkTable.format(comparison, tableWidth));
    for (String note : WrkNotes.below(comparison)) {
      lines.addAll(wrap(note, width));
    }
    return lines;
  }

  private static List<String> wrap(String text, int width) {
    return Footnotes.wrap(Footnotes.sanitize(text), width);
  }
}
