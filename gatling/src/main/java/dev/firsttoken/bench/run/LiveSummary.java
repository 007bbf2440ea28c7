package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.result.ProbeVerdict;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The numbers so far: summed up as the samples are written, for the eyes of whoever waits, and
 * written down after every level.
 */
public final class LiveSummary {
  private final Path dir;
  private final Summarizer summarizer;
  private final Consumer<Boolean> onJudged;

  /**
   * @param onJudged told after each level whether it meets its SLO, as {@link ProbeVerdict} has it
   */
  LiveSummary(Path dir, RunHeader header, Consumer<Boolean> onJudged) {
    this.dir = dir;
    this.onJudged = onJudged;
    this.summarizer = new Summarizer(header);
  }

  /** Takes what has just been written. */
  synchronized void add(Entry entry) {
    summarizer.add(entry);
    if (entry instanceof LevelEnd) {
      ResultFiles.write(dir, summarizer.result(true));
      onJudged.accept(
          summarizer.result(false).probeVerdict(summarizer.levels().getLast()) == ProbeVerdict.MET);
    }
  }

  /** What {@code look} makes of the levels that have begun. */
  public synchronized <T> T query(Function<List<LevelSummary>, T> function) {
    return function.apply(summarizer.levels());
  }

  /**
   * Whether the levels so far meet the SLO, all of them or, in a search, one; by numbers that can
   * be trusted.
   */
  synchronized boolean meetsSlo() {
    Result result = summarizer.result(false);
    return result.foundLevel() != null || (result.isValid() && result.meetsSlo());
  }

  /** The whole, written down. */
  synchronized Result finish(boolean partial) {
    Result result = summarizer.result(partial);
    ResultFiles.write(dir, result);
    return result;
  }
}
