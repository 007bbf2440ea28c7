package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes what happens in a run: into the sample file, into the numbers so far, and before the eyes
 * of whoever waits.
 */
final class Recorder {
  private final LiveSummary liveSummary;
  private final SampleLog log;
  private final Progress progress;

  /**
   * Opens the sample file.
   *
   * @param onJudged told after each level whether it meets its SLO
   * @param progress shows the numbers so far
   * @throws java.io.UncheckedIOException naming the file, where it can't be written
   */
  Recorder(
      Path dir,
      RunHeader header,
      Consumer<Boolean> onJudged,
      Function<LiveSummary, Progress> progress) {
    this.liveSummary = new LiveSummary(dir, header, onJudged);
    this.log = SampleLog.open(dir, header, liveSummary::add);
    this.progress = progress.apply(liveSummary);
  }

  /** From any thread, without waiting. */
  void add(Entry entry) {
    log.append(entry);
    progress.add(entry);
  }

  /** The samples can't be written any more: what is sent from now on is sent for nothing. */
  boolean hasFailed() {
    return log.hasFailed();
  }

  /** Whether the levels so far meet what was asked of them. */
  boolean meetsSlo() {
    return liveSummary.meetsSlo();
  }

  /**
   * Nothing comes after this; the result is written down.
   *
   * @param partial the run was interrupted
   * @throws java.io.UncheckedIOException naming the file that lacks samples, or can't be written
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
