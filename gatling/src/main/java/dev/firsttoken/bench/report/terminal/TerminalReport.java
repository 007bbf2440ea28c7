package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Calibration;
import java.io.PrintStream;
import java.util.List;

/** Prints a result for people. */
public final class TerminalReport {
  private TerminalReport() {}

  /** Prints the table, and the notes below it. */
  public static void print(Result result, PrintStream err, ReportFormat format) {
    int columns = format.columns();
    AnsiStyle style = new AnsiStyle(format.colour());
    TrustLine.format(result, columns, style).forEach(err::println);
    WarningMarks marks = WarningMarks.NONE;
    if (!result.header().hasSingleRequests()) {
      SweepTable table = SweepTable.of(result, format.tableColumns());
      marks = table.marks();
      table.format(style).forEach(err::println);
      calibrationLines(result, columns).forEach(err::println);
      ShardLines.format(result).stream()
          .flatMap(line -> Footnotes.wrap(line, columns).stream())
          .forEach(err::println);
    } else {
      RunReport.format(result).forEach(err::println);
    }
    Footnotes.format(result, columns, style).forEach(err::println);
    WarningLines warnings = new WarningLines(marks, columns, style);
    FewResponses.join(result.warnings())
        .forEach(warning -> warnings.add(warning.code(), warning.message()));
    warnings.format().forEach(err::println);
    err.flush();
  }

  /** Without a calibration a warning says so; without numbers there is nothing to calibrate. */
  private static List<String> calibrationLines(Result result, int columns) {
    Calibration calibration = result.header().calibration();
    return calibration == null || result.ok() == 0
        ? List.of()
        : Footnotes.wrap(CalibrationLine.format(calibration), columns);
  }
}
