package dev.firsttoken.bench.report.terminal;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Output streams of a run.
 *
 * @param err lines for people, from the start of the run to its end
 * @param terminal the terminal behind {@code err}, or null if there is none
 * @param report the table and its notes, for people
 * @param colour true if the report may have escape codes
 * @param json the result for programs, or null if none is printed
 */
public record Console(
    PrintStream err,
    @Nullable Terminal terminal,
    PrintStream report,
    boolean colour,
    @Nullable PrintStream json) {
  /** Width of a report that no terminal limits. */
  private static final int PLAIN_COLUMNS = 100;

  /** Plain lines on standard error, because Maven logs to standard output. */
  public static Console forMaven() {
    return new Console(System.err, null, System.err, false, null);
  }

  /** Returns true if the report goes elsewhere than the lines of the run. */
  @SuppressWarnings("ReferenceEquality") // the same stream
  public boolean isReportApart() {
    return terminal == null && report != err;
  }

  /** Returns the width of the lines of the report. */
  public int reportColumns() {
    return terminal == null ? PLAIN_COLUMNS : terminal.columns();
  }

  /**
   * Returns the format of the report. In a file no column of a table is hidden; a terminal of
   * unknown width has that of plain lines.
   */
  public ReportFormat reportFormat() {
    boolean isFile = terminal == null && !isReportApart();
    return new ReportFormat(
        reportColumns(), isFile ? ReportFormat.UNLIMITED : reportColumns(), colour);
  }
}
