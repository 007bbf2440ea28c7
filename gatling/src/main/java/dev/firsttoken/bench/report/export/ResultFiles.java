package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.report.terminal.AnsiStyle;
import dev.firsttoken.bench.report.terminal.CalibrationLine;
import dev.firsttoken.bench.report.terminal.Footnotes;
import dev.firsttoken.bench.report.terminal.RunReport;
import dev.firsttoken.bench.report.terminal.SweepTable;
import dev.firsttoken.bench.report.terminal.TrustLine;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.AtomicFile;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last room: makes every report again from the sample file alone. */
public final class ResultFiles {
  private static final long MAX_BYTES = 256L << 20;

  /** The result's name in the folder of a run. */
  public static final String FILE = "result.json";

  private ResultFiles() {}

  /**
   * Sums up {@code dir/samples.jsonl.gz} again and writes {@code dir/result.json}. A run is partial
   * where its file doesn't say that it came to its end.
   *
   * @throws UncheckedIOException naming the file that can't be read or written, or the line that is
   *     no entry
   */
  public static Result regenerate(Path dir) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    Summarizer summarizer = new Summarizer(samples.header());
    boolean complete = samples.forEach(summarizer::add);
    Result result = summarizer.result(!complete);
    write(dir, result);
    return result;
  }

  /**
   * Writes {@code dir/result.json}.
   *
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static void write(Path dir, Result result) {
    writeAtomically(dir.resolve(FILE), result.toJson());
  }

  /**
   * Several results as one.
   *
   * @throws IllegalArgumentException naming the file that can't be read or is none of this version
   */
  public static Result merge(List<Path> files) {
    ResultMerger resultMerger = new ResultMerger();
    for (Path file : files) {
      try {
        if (Files.exists(file) && !(Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES)) {
          throw new IllegalArgumentException(
              file + " is no result: it must be a file of at most 256 MiB");
        }
        resultMerger.add(file.toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(file + " can't be read: " + e, e);
      }
    }
    return resultMerger.result();
  }

  /**
   * Writes what is a result to another place.
   *
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static void writeCopy(String json, Path file) {
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException("the result can't be written to " + file + ": " + e, e);
    }
  }

  private static void writeAtomically(Path file, String json) {
    try {
      AtomicFile.write(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be written: " + e, e);
    }
  }

  /**
   * Prints the result for people.
   *
   * @param columns the terminal's width; lines keep to it from 40 on
   * @param colour whether escape codes may be used; nothing is said by colour alone
   */
  public static void print(Result result, PrintStream err, int columns, boolean colour) {
    AnsiStyle style = new AnsiStyle(colour);
    TrustLine.format(result, columns, style).forEach(err::println);
    if (!result.header().hasSingleRequests()) {
      SweepTable.format(result, columns, style).forEach(err::println);
      calibrationLines(result, columns).forEach(err::println);
    } else {
      RunReport.format(result).forEach(err::println);
    }
    Footnotes.format(result, columns, style).forEach(err::println);
    err.flush();
  }

  /** None where it is not known, and a warning says so; none where there are no numbers. */
  private static List<String> calibrationLines(Result result, int columns) {
    Calibration calibration = result.header().calibration();
    return calibration == null || result.ok() == 0
        ? List.of()
        : Footnotes.wrap(CalibrationLine.format(calibration), columns);
  }
}
