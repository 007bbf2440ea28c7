package dev.firsttoken.bench.report.terminal;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Output streams of a run.
 *
 * @param err for people
 * @param columns width of the terminal, or 0 if {@code err} is not a terminal
 * @param colour true if escape codes may be used
 * @param out for the result's JSON, or null
 */
public record Console(PrintStream err, int columns, boolean colour, @Nullable PrintStream out) {

  /** Plain lines on standard error, because Maven logs to standard output. */
  public static Console forMaven() {
    return new Console(System.err, 0, false, null);
  }
}
