package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places of the results.
 *
 * @param resultsDir directory of the run, or null for results/&lt;time&gt;-&lt;command&gt;
 * @param json file for a copy of the JSON, or null for none
 * @param csv file for a table of the levels, or null for none
 * @param html file for the report, or null for none
 * @param annotation place of the run's annotation, or null for none
 */
public record Output(
    @Nullable Path resultsDir,
    @Nullable Path json,
    @Nullable Path csv,
    @Nullable Path html,
    @Nullable AnnotationPlace annotation) {
  /** Value of {@code --json} that stands for standard output. */
  public static final String STANDARD_OUTPUT = "-";

  /** File of the report unless another one is named. */
  public static final Path DEFAULT_HTML = Path.of("bench-report.html");

  /** Reads the output of a run, which has its own directory. */
  static Output from(RawOptions rawOptions, OptionReader optionReader) {
    return create(optionReader.newDirectory(Setting.RESULTS_DIR), rawOptions, optionReader);
  }

  /**
   * Reads the output of a command that has no directory of its own.
   *
   * @throws InvalidOptionException for a file that can't be written or is given twice
   */
  public static Output forCopies(RawOptions rawOptions) {
    return create(null, rawOptions, new OptionReader(rawOptions));
  }

  /**
   * Reads the output of a merge, which has a directory of its own only if one is named.
   *
   * @throws InvalidOptionException for a file that can't be written or is given twice
   */
  public static Output forMerge(RawOptions rawOptions) {
    return from(rawOptions, new OptionReader(rawOptions));
  }

  private static Output create(
      @Nullable Path resultsDir, RawOptions rawOptions, OptionReader optionReader) {
    Output output =
        new Output(
            resultsDir,
            json(rawOptions, optionReader),
            optionReader.writableFile(Setting.CSV),
            html(rawOptions, optionReader),
            optionReader.annotationPlace(Setting.ANNOTATE));
    output.rejectEqualFiles(rawOptions);
    return output;
  }

  private static @Nullable Path json(RawOptions rawOptions, OptionReader optionReader) {
    if (!STANDARD_OUTPUT.equals(rawOptions.text(Setting.JSON))) {
      return optionReader.writableFile(Setting.JSON);
    }
    if (rawOptions.isProperty(Setting.JSON)) {
      throw rawOptions.invalid(
          Setting.JSON, "must be a file, because Maven writes its log to standard output");
    }
    return null;
  }

  private static @Nullable Path html(RawOptions rawOptions, OptionReader optionReader) {
    boolean isWanted = optionReader.toggle(Setting.HTML);
    Path named = optionReader.writableFile(Setting.OUT);
    if (named != null) {
      if (rawOptions.has(Setting.HTML) && !isWanted) {
        throw rawOptions.invalid(Setting.HTML, "can't be given with --out, which implies --html");
      }
      return named;
    }
    if (isWanted && !isWritable(DEFAULT_HTML)) {
      throw rawOptions.invalid(
          Setting.HTML,
          DEFAULT_HTML
              + " can't be written to the current directory; name another file with --out");
    }
    return isWanted ? DEFAULT_HTML : null;
  }

  private static boolean isWritable(Path file) {
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : Files.isWritable(Path.of("").toAbsolutePath());
  }

  private void rejectEqualFiles(RawOptions rawOptions) {
    Map<Path, Setting> owners = new HashMap<>();
    rejectOwned(Setting.JSON, json, owners, rawOptions);
    rejectOwned(Setting.CSV, csv, owners, rawOptions);
    rejectOwned(Setting.OUT, html, owners, rawOptions);
    if (annotation instanceof AnnotationPlace.InFile in) {
      rejectOwned(Setting.ANNOTATE, in.file(), owners, rawOptions);
    }
  }

  private static void rejectOwned(
      Setting key, @Nullable Path file, Map<Path, Setting> owners, RawOptions rawOptions) {
    Setting owner =
        file == null ? null : owners.putIfAbsent(file.toAbsolutePath().normalize(), key);
    if (owner != null) {
      throw rawOptions.invalid(key, "must be a different file from --" + owner.flag());
    }
  }
}
