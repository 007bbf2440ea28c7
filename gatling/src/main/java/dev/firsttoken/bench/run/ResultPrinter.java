package dev.firsttoken.bench.run;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.report.export.CompareJson;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.report.terminal.CompareReport;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Footnotes;
import dev.firsttoken.bench.report.terminal.TerminalReport;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RunTitle;
import dev.firsttoken.bench.samples.RecordedCommand;
import java.io.PrintStream;
import java.nio.file.Path;

/** Prints the result of a run: of a comparison what it says, of any other its levels. */
public final class ResultPrinter {
  private ResultPrinter() {}

  /** Prints the report for people, and JSON if it is wanted. */
  public static void print(Result result, Console console) {
    if (result.header().command() == RecordedCommand.COMPARE) {
      print(Comparison.of(result), console);
      return;
    }
    printJson(ResultJson.format(result), console);
    TerminalReport.print(result, console.report(), console.reportFormat());
  }

  /** Prints a comparison for people, and JSON if it is wanted. */
  public static void print(Comparison comparison, Console console) {
    printJson(CompareJson.format(comparison), console);
    CompareReport.print(comparison, console.report(), console.reportFormat());
  }

  private static void printJson(String text, Console console) {
    PrintStream json = console.json();
    if (json != null) {
      json.print(text);
      json.flush();
    }
  }

  /** Prints what was measured, in one line above the report. */
  public static void printTitle(Result result, Console console) {
    printTitle(RunTitle.of(result.header()), console.report(), console);
  }

  /** Prints a title, in lines as wide as those of a report. */
  static void printTitle(String title, PrintStream stream, Console console) {
    Footnotes.wrap(title, console.reportColumns()).forEach(stream::println);
  }

  /** Prints the same as {@link #print(Result, Console)}, and where the run's files are. */
  public static void print(Result result, Path dir, Console console) {
    print(result, console);
    console.err().println("Samples and result: " + dir);
  }
}
