package dev.firsttoken.bench.report.terminal;

/**
 * Width and colour of a report.
 *
 * @param columns width of its lines, which keep to it from 40 on
 * @param tableColumns width of its tables, which hide columns that do not fit
 * @param colour whether escape codes may be used; colour never carries information by itself
 */
public record ReportFormat(int columns, int tableColumns, boolean colour) {
  /** Width of tables that no terminal limits. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** Returns the format of a terminal. */
  public static ReportFormat within(int columns, boolean colour) {
    return new ReportFormat(columns, columns, colour);
  }
}
