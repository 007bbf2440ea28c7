package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the result of a run, and makes it again from the sample file alone. */
public final class ResultFiles {
  /** File name of the result in the directory of a run. */
  public static final String FILE = Result.FILE_NAME;

  /** File name of what a comparison says, beside the result. */
  public static final String COMPARE_FILE = "compare.json";

  private ResultFiles() {}

  /**
   * Summarizes {@code dir/samples.jsonl.gz} again and writes {@code dir/result.json}. A run is
   * partial unless the last line of its sample file says that it is complete.
   *
   * @throws UncheckedIOException naming the file that can't be read or written, or the line that is
   *     not an entry
   */
  public static Result regenerate(Path dir) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    Summarizer summarizer = new Summarizer(samples.header());
    Result result = summarizer.result(samples.forEach(summarizer::add));
    write(dir, result);
    if (result.header().command() == RecordedCommand.COMPARE) {
      write(dir, Comparison.of(result));
    }
    return result;
  }

  /**
   * Writes {@code dir/compare.json}.
   *
   * @throws UncheckedIOException naming the file if it can't be written
   */
  public static void write(Path dir, Comparison comparison) {
    writeAtomically(dir.resolve(COMPARE_FILE), CompareJson.format(comparison));
  }

  /**
   * Writes {@code dir/result.json}.
   *
   * @throws UncheckedIOException naming the file if it can't be written
   */
  public static void write(Path dir, Result result) {
    writeAtomically(dir.resolve(FILE), ResultJson.format(result));
  }

  /**
   * Writes the JSON of a result to another file.
   *
   * @throws UncheckedIOException naming the file if it can't be written
   */
  public static void writeCopy(String json, Path file) {
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the result can't be written to %s: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }

  private static void writeAtomically(Path file, String json) {
    try {
      AtomicFile.write(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, e), e);
    }
  }
}
