package dev.firsttoken.bench.load;

import dev.firsttoken.bench.report.Report;
import dev.firsttoken.bench.summary.Result;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a run shows itself.
 *
 * @param err for people
 * @param columns of the terminal; 0 where it is none
 * @param colour whether escape codes may be used
 * @param out where the result's JSON goes; null: nowhere
 */
public record Display(PrintStream err, int columns, boolean colour, @Nullable PrintStream out) {
  private static final int PLAIN_COLUMNS = 100;

  /** Plain lines on stderr: Maven's own log is on stdout. */
  static Display ofMaven() {
    return new Display(System.err, 0, false, null);
  }

  Progress progress(Live live, IntSupplier inFlight) {
    return new Progress(this, live, inFlight);
  }

  /** Prints it, and says where it lies. On a terminal the table is to be what is seen last. */
  public void result(Result result, Path dir) {
    if (out != null) {
      out.print(result.json());
      out.flush();
    }
    Report.table(result, err, columns > 0 ? columns : PLAIN_COLUMNS, colour);
    err.println("Samples and result: " + dir);
  }
}
