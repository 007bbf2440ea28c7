package dev.firsttoken.bench.report;

import dev.firsttoken.bench.summary.Result;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A result in the files that were asked for besides. */
public final class Copies {
  private Copies() {}

  /**
   * Writes each; one that can't be written is told, and costs nothing else.
   *
   * @param json null: it is not wanted
   * @param csv null: it is not wanted
   * @return whether all that is wanted was written
   */
  public static boolean write(
      Result result, @Nullable Path json, @Nullable Path csv, PrintStream err) {
    boolean copied = json == null || written(() -> Report.copy(result.json(), json), err);
    boolean tabled = csv == null || written(() -> Csv.write(csv, result), err);
    return copied && tabled;
  }

  private static boolean written(Runnable write, PrintStream err) {
    try {
      write.run();
      return true;
    } catch (UncheckedIOException e) {
      err.println("bench: " + e.getMessage());
      return false;
    }
  }
}
