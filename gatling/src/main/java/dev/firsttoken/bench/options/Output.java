package dev.firsttoken.bench.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Places of the results.
 *
 * @param resultsDir directory of the run, or null for results/&lt;time&gt;-&lt;command&gt;
 * @param json file for a copy of the JSON, or null for none
 * @param csv file for a table of the levels, or null for none
 * @param annotation place of the run's annotation, or null for none
 */
public record Output(
    @Nullable Path resultsDir,
    @Nullable Path json,
    @Nullable Path csv,
    @Nullable AnnotationPlace annotation) {

  /** Reads the output of a run, which has its own directory. */
  static Output from(RawOptions rawOptions, OptionReader optionReader) {
    return create(optionReader.newDirectory(Setting.RESULTS_DIR), rawOptions, optionReader);
  }

  /**
   * Reads the output of a command that writes only copies.
   *
   * @throws InvalidOptionException for a file that can't be written or is given twice
   */
  public static Output forCopies(RawOptions rawOptions) {
    return create(null, rawOptions, new OptionReader(rawOptions));
  }

  private static Output create(
      @Nullable Path resultsDir, RawOptions rawOptions, OptionReader optionReader) {
    Path json = optionReader.writableFile(Setting.JSON);
    Path csv = optionReader.writableFile(Setting.CSV);
    if (isSame(csv, json)) {
      throw rawOptions.invalid(Setting.CSV, "must be a different file from --json");
    }
    AnnotationPlace annotation = optionReader.annotationPlace(Setting.ANNOTATE);
    if (annotation instanceof AnnotationPlace.InFile in
        && (isSame(in.file(), json) || isSame(in.file(), csv))) {
      throw rawOptions.invalid(
          Setting.ANNOTATE, "must be a different file from those of --json and --csv");
    }
    return new Output(resultsDir, json, csv, annotation);
  }

  private static boolean isSame(@Nullable Path file, @Nullable Path other) {
    return file != null && other != null && normalize(file).equals(normalize(other));
  }

  private static Path normalize(Path file) {
    return file.toAbsolutePath().normalize();
  }
}
