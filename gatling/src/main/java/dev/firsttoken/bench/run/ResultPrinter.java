package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.TerminalReport;
import dev.firsttoken.bench.result.Result;
import java.io.PrintStream;
import java.nio.file.Path;

/** Prints the result of a run. */
public final class ResultPrinter {
  private ResultPrinter() {}

  /** Prints the report for people, and JSON if it is wanted. */
  public static void print(Result result, Console console) {
    PrintStream json = console.json();
    if (json != null) {
      json.print(ResultJson.format(result));
      json.flush();
    }
    TerminalReport.print(result, console.report(), console.reportColumns(), console.colour());
  }

  /** Prints the same, and where the run's files are. */
  public static void print(Result result, Path dir, Console console) {
    print(result, console);
    console.err().println("Samples and result: " + dir);
  }
}
