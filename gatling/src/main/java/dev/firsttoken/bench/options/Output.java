package dev.firsttoken.bench.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the results go.
 *
 * @param resultsDir null: results/&lt;time&gt;-&lt;command&gt;
 * @param json a second place for the result
 * @param csv where its levels go as a table; null: nowhere
 */
public record Output(@Nullable Path resultsDir, @Nullable Path json, @Nullable Path csv) {

  /** For a run, which has a folder of its own. */
  static Output from(Given given, Reader reader) {
    return with(reader.newFolder(Setting.RESULTS_DIR), given, reader);
  }

  /**
   * For a command that leaves nothing but copies.
   *
   * @throws BadOption for a place that can't be written, or that is given twice
   */
  public static Output copies(Given given) {
    return with(null, given, new Reader(given));
  }

  private static Output with(@Nullable Path resultsDir, Given given, Reader reader) {
    Path json = reader.writable(Setting.JSON);
    Path csv = reader.writable(Setting.CSV);
    if (json != null && csv != null && absolute(json).equals(absolute(csv))) {
      throw given.bad(Setting.CSV, "must be another file than that of --json");
    }
    return new Output(resultsDir, json, csv);
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }
}
