package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.TerminalReport;
import dev.firsttoken.bench.result.Result;
import java.io.PrintStream;
import java.nio.file.Path;

/** Prints the result of a run. */
public final class ResultPrinter {
  private static final int PLAIN_COLUMNS = 100;

  private ResultPrinter() {}

  /** Prints JSON to standard output first: on a terminal the table should come last. */
  public static void print(Result result, Path dir, Console console) {
    PrintStream out = console.out();
    if (out != null) {
      out.print(ResultJson.format(result));
      out.flush();
    }
    int columns = console.columns() > 0 ? console.columns() : PLAIN_COLUMNS;
    TerminalReport.print(result, console.err(), columns, console.colour());
    console.err().println("Samples and result: " + dir);
  }
}
