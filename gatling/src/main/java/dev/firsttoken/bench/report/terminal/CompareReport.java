package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.Comparison;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints a comparison for people. */
public final class CompareReport {
  private CompareReport() {}

  /**
   * Prints the table, how to read it, and the notes below it.
   *
   * @param columns width of the terminal; lines keep to it from 40 on
   * @param colour whether escape codes may be used; colour never carries information by itself
   */
  public static void print(Comparison comparison, PrintStream out, int columns, boolean colour) {
    format(comparison, columns, new AnsiStyle(colour)).forEach(out::println);
    out.flush();
  }

  static List<String> format(Comparison comparison, int columns, AnsiStyle style) {
    CompareNotes notes = new CompareNotes(comparison, columns, style);
    List<String> lines = new ArrayList<>(notes.title());
    CompareTable table = CompareTable.of(comparison, columns, style);
    lines.addAll(table.format());
    lines.addAll(notes.servers());
    lines.addAll(notes.legend());
    lines.addAll(notes.notes(table.marks()));
    return lines;
  }
}
