package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.LiveSummary;
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
public record Console(PrintStream err, int columns, boolean colour, @Nullable PrintStream out) {
  private static final int PLAIN_COLUMNS = 100;

  /** Plain lines on stderr: Maven's own log is on stdout. */
  public static Console forMaven() {
    return new Console(System.err, 0, false, null);
  }

  public Progress startProgress(LiveSummary liveSummary, IntSupplier inFlight) {
    return new Progress(this, liveSummary, inFlight);
  }

  /** Prints it, and says where it lies. On a terminal the table is to be what is seen last. */
  public void printResult(Result result, Path dir) {
    if (out != null) {
      out.print(result.toJson());
      out.flush();
    }
    ResultFiles.print(result, err, columns > 0 ? columns : PLAIN_COLUMNS, colour);
    err.println("Samples and result: " + dir);
  }
}
