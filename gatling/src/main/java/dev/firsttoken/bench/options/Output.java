package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    Path resultsDir = optionReader.newDirectory(Setting.RESULTS_DIR);
    return create(resultsDir, rawOptions, optionReader, List.of());
  }

  /**
   * Reads the output of a command that has no directory of its own.
   *
   * @param read files that the command reads
   * @throws InvalidOptionException for a file that can't be written, is given twice, or is read
   */
  public static Output forCopies(RawOptions rawOptions, List<Path> read) {
    return create(null, rawOptions, new OptionReader(rawOptions), read);
  }

  /**
   * Reads the output of a merge, which has a directory of its own only if one is named.
   *
   * @param read files that the command reads
   * @throws InvalidOptionException for a file that can't be written, is given twice, or is read
   */
  public static Output forMerge(RawOptions rawOptions, List<Path> read) {
    OptionReader optionReader = new OptionReader(rawOptions);
    Path resultsDir = optionReader.newDirectory(Setting.RESULTS_DIR);
    return create(resultsDir, rawOptions, optionReader, read);
  }

  private static Output create(
      @Nullable Path resultsDir,
      RawOptions rawOptions,
      OptionReader optionReader,
      List<Path> read) {
    Output output =
        new Output(
            resultsDir,
            json(rawOptions, optionReader),
            optionReader.writableFile(Setting.CSV),
            html(rawOptions, optionReader),
            optionReader.annotationPlace(Setting.ANNOTATE));
    output.rejectTakenFiles(rawOptions, optionReader, read);
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

  private void rejectTakenFiles(RawOptions rawOptions, OptionReader optionReader, List<Path> read) {
    WrittenFiles written = new WrittenFiles(rawOptions, optionReader, read);
    written.add(Setting.JSON, json);
    written.add(Setting.CSV, csv);
    written.add(rawOptions.has(Setting.OUT) ? Setting.OUT : Setting.HTML, html);
    written.add(Setting.MARKDOWN, optionReader.writableFile(Setting.MARKDOWN));
    if (annotation instanceof AnnotationPlace.InFile in) {
      written.add(Setting.ANNOTATE, in.file());
    }
  }
}
