package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.SampleLog;

/**
 * Records a run: entries go to the sample file, then to the summary, which the progress display
 * reads.
 */
record Recorder(SampleLog log, LiveSummary liveSummary, Progress progress) {

  /** Adds an entry; on any thread, without waiting. */
  void add(Entry entry) {
    log.append(entry);
  }

  /** True if samples can't be written any more: whatever is sent from now on is lost. */
  boolean hasFailed() {
    return log.hasFailed();
  }

  /**
   * Closes the sample file and writes the result.
   *
   * @param partial the run was interrupted
   * @throws java.io.UncheckedIOException naming the file that lacks samples or can't be written
   */
  Result close(boolean partial) {
    progress.close();
    if (!partial) {
      log.markRunComplete();
    }
    log.close();
    return liveSummary.finish(partial);
  }
}
