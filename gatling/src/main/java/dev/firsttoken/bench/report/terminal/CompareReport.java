package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.Comparison;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints a comparison for people. */
public final class CompareReport {
  private CompareReport() {}

  /** Prints the table, how to read it, and the notes below it. */
  public static void print(Comparison comparison, PrintStream out, ReportFormat reportFormat) {
    format(comparison, reportFormat).forEach(out::println);
    out.flush();
  }

  static List<String> format(Comparison comparison, ReportFormat reportFormat) {
    AnsiStyle style = new AnsiStyle(reportFormat.colour());
    CompareNotes notes = new CompareNotes(comparison, reportFormat.columns(), style);
    List<String> lines = new ArrayList<>(notes.title());
    CompareTable table = CompareTable.of(comparison, reportFormat.tableColumns(), style);
    lines.addAll(table.format());
    lines.addAll(notes.servers());
    lines.addAll(notes.legend());
    lines.addAll(notes.notes(table.marks()));
    return lines;
  }
}
