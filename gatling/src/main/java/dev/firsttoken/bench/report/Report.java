package dev.firsttoken.bench.report;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.Whole;
import dev.firsttoken.bench.summary.Merge;
import dev.firsttoken.bench.summary.Result;
import dev.firsttoken.bench.summary.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last room: makes every report again from the sample file alone. */
public final class Report {
  private static final long MOST_BYTES = 256L << 20;

  /** The result's name in the folder of a run. */
  public static final String FILE = "result.json";

  private Report() {}

  /**
   * Sums up {@code dir/samples.jsonl.gz} again and writes {@code dir/result.json}. A run is partial
   * where its file doesn't say that it came to its end.
   *
   * @throws UncheckedIOException naming the file that can't be read or written, or the line that is
   *     no entry
   */
  public static Result again(Path dir) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE));
    Summary summary = new Summary(samples.header());
    boolean over = samples.forEach(summary::add);
    Result result = summary.result(!over);
    write(dir, result);
    return result;
  }

  /**
   * Writes {@code dir/result.json}.
   *
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static void write(Path dir, Result result) {
    replace(dir.resolve(FILE), result.json());
  }

  /**
   * Several results as one.
   *
   * @throws IllegalArgumentException naming the file that can't be read or is none of this version
   */
  public static Result merge(List<Path> files) {
    Merge merge = new Merge();
    for (Path file : files) {
      try {
        if (Files.exists(file) && !(Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES)) {
          throw new IllegalArgumentException(
              file + " is no result: it must be a file of at most 256 MiB");
        }
        merge.add(file.toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(file + " can't be read: " + e, e);
      }
    }
    return merge.result();
  }

  /**
   * Writes what is a result to another place.
   *
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static void copy(String json, Path file) {
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException("the result can't be written to " + file + ": " + e, e);
    }
  }

  private static void replace(Path file, String json) {
    try {
      Whole.write(file, json);
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
  public static void table(Result result, PrintStream err, int columns, boolean colour) {
    Paint paint = new Paint(colour);
    TrustLine.of(result, columns, paint).forEach(err::println);
    if (!result.header().single()) {
      SweepTable.of(result, columns, paint).forEach(err::println);
      instrument(result, columns).forEach(err::println);
    } else {
      RunBlock.of(result).forEach(err::println);
    }
    Notes.of(result, columns, paint).forEach(err::println);
    err.flush();
  }

  /** None where it is not known, and a warning says so; none where there are no numbers. */
  private static List<String> instrument(Result result, int columns) {
    Calibration calibration = result.header().calibration();
    return calibration == null || result.ok() == 0
        ? List.of()
        : Notes.wrapped(InstrumentLine.of(calibration), columns);
  }
}
