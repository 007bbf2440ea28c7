package dev.firsttoken.bench.report;

import dev.firsttoken.bench.summary.Result;
import java.io.PrintStream;
import java.nio.file.Path;

/** The last room: makes every report again from the sample file alone. */
@SuppressWarnings("DoNotCallSuggester")
public final class Report {
  private Report() {}

  /**
   * Sums up {@code dir/samples.jsonl} and writes {@code dir/result.json}.
   *
   * @param partial the run was interrupted; a sample file that is cut short says so by itself
   * @throws java.io.UncheckedIOException naming the file that can't be read or written
   */
  public static Result write(Path dir, boolean partial) {
    throw new UnsupportedOperationException();
  }

  /**
   * Prints the result for people.
   *
   * @param columns the terminal's width
   * @param colour whether escape codes may be used; nothing is said by colour alone
   */
  public static void table(Result result, PrintStream err, int columns, boolean colour) {
    throw new UnsupportedOperationException();
  }
}
