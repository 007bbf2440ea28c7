package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.result.Result;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A result in the files that were asked for besides. */
public final class ResultCopies {
  private ResultCopies() {}

  /**
   * Writes each; one that can't be written is told, and costs nothing else.
   *
   * @param json null: it is not wanted
   * @param csv null: it is not wanted
   * @return whether all that is wanted was written
   */
  public static boolean write(
      Result result, @Nullable Path json, @Nullable Path csv, PrintStream err) {
    boolean jsonWritten =
        json == null || tryWrite(() -> ResultFiles.writeCopy(result.toJson(), json), err);
    boolean csvWritten = csv == null || tryWrite(() -> CsvExport.write(csv, result), err);
    return jsonWritten && csvWritten;
  }

  private static boolean tryWrite(Runnable write, PrintStream err) {
    try {
      write.run();
      return true;
    } catch (UncheckedIOException e) {
      err.println("bench: " + e.getMessage());
      return false;
    }
  }
}
