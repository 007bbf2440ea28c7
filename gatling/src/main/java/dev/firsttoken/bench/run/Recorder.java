package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.UncheckedIOException;
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
   */
  record Closed(Result result, @Nullable String unwritten) {}

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
    runOrAdd(() -> liveSummary.write(result), unwritten);
    return new Closed(result, unwritten.isEmpty() ? null : String.join("; ", unwritten));
  }

  /** A log that failed stops the run, whatever else was said of its end. */
  private RunEnd endWithLog(RunEnd end) {
    Throwable failure = log.failure();
    return failure == null ? end : RunEnd.stopped("samples were lost: " + failure);
  }

  private static void runOrAdd(Runnable write, List<String> unwritten) {
    try {
      write.run();
    } catch (UncheckedIOException e) {
      unwritten.add(String.valueOf(e.getMessage()));
    }
  }
}
