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
  static Output from(RawOptions rawOptions, OptionReader optionReader) {
    return create(optionReader.newDirectory(Setting.RESULTS_DIR), rawOptions, optionReader);
  }

  /**
   * For a command that leaves nothing but copies.
   *
   * @throws InvalidOptionException for a place that can't be written, or that is given twice
   */
  public static Output forCopies(RawOptions rawOptions) {
    return create(null, rawOptions, new OptionReader(rawOptions));
  }

  private static Output create(
      @Nullable Path resultsDir, RawOptions rawOptions, OptionReader optionReader) {
    Path json = optionReader.writableFile(Setting.JSON);
    Path csv = optionReader.writableFile(Setting.CSV);
    if (json != null && csv != null && normalize(json).equals(normalize(csv))) {
      throw rawOptions.invalid(Setting.CSV, "must be another file than that of --json");
    }
    return new Output(resultsDir, json, csv);
  }

  private static Path normalize(Path file) {
    return file.toAbsolutePath().normalize();
  }
}
