package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.summary.Result;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes what happens in a run: into the sample file, into the numbers so far, and before the eyes
 * of whoever waits.
 */
final class Recorder {
  private final Live live;
  private final SampleLog log;
  private final Progress progress;

  /**
   * Opens the sample file.
   *
   * @param judged told after each level whether it meets its SLO
   * @param progress shows the numbers so far
   * @throws java.io.UncheckedIOException naming the file, where it can't be written
   */
  Recorder(
      Path dir, RunHeader header, Consumer<Boolean> judged, Function<Live, Progress> progress) {
    this.live = new Live(dir, header, judged);
    this.log = SampleLog.open(dir, header, live::add);
    this.progress = progress.apply(live);
  }

  /** From any thread, without waiting. */
  void add(Entry entry) {
    log.append(entry);
    progress.add(entry);
  }

  /** The samples can't be written any more: what is sent from now on is sent for nothing. */
  boolean failed() {
    return log.failed();
  }

  /** Whether the levels so far meet what was asked of them. */
  boolean meets() {
    return live.meets();
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
      log.end();
    }
    log.close();
    return live.finish(partial);
  }
}
