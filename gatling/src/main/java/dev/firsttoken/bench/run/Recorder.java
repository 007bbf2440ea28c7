package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records a run: entries go to the sample file, then to the summary, which the progress display
 * reads.
 */
record Recorder(SampleLog log, LiveSummary liveSummary, Progress progress) {

  /** Adds an entry; on any thread, without waiting. */
  void add(Entry entry) {
    log.append(entry);
  }

  /** True if samples are not counted any more: whatever is sent from now on is lost. */
  boolean hasFailed() {
    return log.hasFailed();
  }

  /**
   * Result of a run.
   *
   * @param unwritten sentence about the files of the run's directory that can't be written, or null
   * @param hasFile whether the directory has the result
   */
  record Closed(Result result, @Nullable String unwritten, boolean hasFile) {
    /** Prints the result, and which of its files are in the directory. */
    void print(Path dir, Console console) {
      if (unwritten == null) {
        ResultPrinter.print(result, dir, console);
        return;
      }
      ResultPrinter.print(result, console);
      if (hasFile) {
        console.err().println("Result: " + dir.resolve(Result.FILE_NAME));
      }
    }
  }

  /**
   * Closes the sample file and writes the result. A file that can't be written changes no result.
   *
   * @param end how the run ended, as far as the load knows
   */
  Closed close(RunEnd end) {
    progress.close();
    log.markRunEnd(end);
    List<String> unwritten = new ArrayList<>();
    runOrAdd(log::close, unwritten);
    Result result = liveSummary.result(endWithLog(end));
    boolean hasFile = runOrAdd(() -> liveSummary.write(result), unwritten);
    return new Closed(result, unwritten.isEmpty() ? null : String.join("; ", unwritten), hasFile);
  }

  /** A log that failed stops the run, whatever else was said of its end. */
  private RunEnd endWithLog(RunEnd end) {
    Throwable failure = log.failure();
    return failure == null ? end : RunEnd.stopped("samples were lost: " + failure);
  }

  /** Writes a file, or adds the sentence that says why it can't be written; true if it is. */
  private static boolean runOrAdd(Runnable write, List<String> unwritten) {
    try {
      write.run();
      return true;
    } catch (UncheckedIOException e) {
      unwritten.add(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
