package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Check that no file of a result overwrites another one, nor a file that the command reads. */
  private static final class WrittenFiles {
    /** A file that is taken, with the words that a message names it by. */
    private record Taken(Path file, String words) {}

    private final RawOptions rawOptions;
    private final List<Taken> taken = new ArrayList<>();

    /**
     * @param read files that the command reads besides those of its settings
     * @throws InvalidOptionException for the path of an input that is no path
     */
    WrittenFiles(RawOptions rawOptions, OptionReader optionReader, List<Path> read) {
      this.rawOptions = rawOptions;
      for (Setting key : Setting.values()) {
        Path file = key.isInputFile() ? optionReader.path(key) : null;
        if (file != null) {
          taken.add(new Taken(file, "--%s, which is read".formatted(key.flag())));
        }
      }
      read.forEach(file -> taken.add(new Taken(file, file + ", which is read")));
    }

    /**
     * Adds a file that is to be written, or none if it is null.
     *
     * @throws InvalidOptionException naming the setting, and that of the same file
     */
    void add(Setting key, @Nullable Path file) {
      if (file == null) {
        return;
      }
      for (Taken other : taken) {
        if (isSame(file, other.file())) {
          throw rawOptions.invalid(key, "must be a different file from " + other.words());
        }
      }
      taken.add(new Taken(file, "--" + key.flag()));
    }

    /** Returns true for two names of one file, by links too. */
    private static boolean isSame(Path one, Path other) {
      try {
        return (Files.exists(one) && Files.exists(other))
            ? Files.isSameFile(one, other)
            : place(one).equals(place(other));
      } catch (IOException e) {
        return place(one).equals(place(other));
      }
    }

    /** Returns the path without links in its directory; the file itself need not exist. */
    private static Path place(Path file) {
      Path absolute = file.toAbsolutePath();
      Path directory = absolute.getParent();
      try {
        return directory == null
            ? absolute
            : directory.toRealPath().resolve(absolute.getFileName()).normalize();
      } catch (IOException e) {
        return absolute.normalize();
      }
    }
  }
}
