package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.result.Result;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Copies of a result in the files that flags name. */
public final class ResultCopies {
  private ResultCopies() {}

  /**
   * Writes each copy. If one can't be written, a message on {@code err} says so, and the other one
   * is written all the same.
   *
   * @param json file for the JSON, or null for none
   * @param csv file for the table, or null for none
   * @return true if every copy was written
   */
  public static boolean write(
      Result result, @Nullable Path json, @Nullable Path csv, PrintStream err) {
    boolean jsonWritten =
        json == null || tryWrite(() -> ResultFiles.writeCopy(ResultJson.format(result), json), err);
    boolean csvWritten = csv == null || tryWrite(() -> CsvExport.write(csv, result), err);
    return jsonWritten && csvWritten;
  }

  /**
   * Writes the copies of a comparison in the same way.
   *
   * @param json file for the JSON, or null for none
   * @param markdown file for the table, or null for none
   */
  public static boolean write(
      Comparison comparison, @Nullable Path json, @Nullable Path markdown, PrintStream err) {
    boolean jsonWritten =
        json == null
            || tryWrite(() -> ResultFiles.writeCopy(CompareJson.format(comparison), json), err);
    boolean markdownWritten =
        markdown == null
            || tryWrite(
                () -> ResultFiles.writeCopy(CompareMarkdown.format(comparison), markdown), err);
    return jsonWritten && markdownWritten;
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
