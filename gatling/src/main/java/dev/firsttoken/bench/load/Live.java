package dev.firsttoken.bench.load;

import dev.firsttoken.bench.report.Report;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Probe;
import dev.firsttoken.bench.summary.Result;
import dev.firsttoken.bench.summary.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The numbers so far: summed up as the samples are written, for the eyes of whoever waits, and
 * written down after every level.
 */
final class Live {
  private final Path dir;
  private final Summary summary;
  private final Consumer<Boolean> judged;

  /**
   * @param judged told after each level whether it meets its SLO, as {@link Probe} has it
   */
  Live(Path dir, RunHeader header, Consumer<Boolean> judged) {
    this.dir = dir;
    this.judged = judged;
    this.summary = new Summary(header);
  }

  /** Takes what has just been written. */
  synchronized void add(Entry entry) {
    summary.add(entry);
    if (entry instanceof LevelEnd) {
      Report.write(dir, summary.result(true));
      judged.accept(summary.result(false).probe(summary.levels().getLast()) == Probe.MET);
    }
  }

  /** What {@code look} makes of the levels that have begun. */
  synchronized <T> T look(Function<List<LevelSummary>, T> look) {
    return look.apply(summary.levels());
  }

  /**
   * Whether the levels so far meet the SLO, all of them or, in a search, one; by numbers that can
   * be trusted.
   */
  synchronized boolean meets() {
    Result result = summary.result(false);
    return result.found() != null || (result.valid() && result.meets());
  }

  /** The whole, written down. */
  synchronized Result finish(boolean partial) {
    Result result = summary.result(partial);
    Report.write(dir, result);
    return result;
  }
}
