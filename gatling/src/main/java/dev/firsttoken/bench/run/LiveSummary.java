package dev.firsttoken.bench.run;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.terminal.LevelProgress;
import dev.firsttoken.bench.report.terminal.ProgressSnapshot;
import dev.firsttoken.bench.report.terminal.ProgressSnapshot.RunProgress;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.ProbeVerdict;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Summary of the samples written so far. Writes a partial result after each level. */
final class LiveSummary {
  /** After each of these levels a partial result is written, after later ones at intervals. */
  private static final int FIRST_LEVELS = 20;

  private static final Duration WRITE_INTERVAL = Duration.ofSeconds(10);

  private final Path dir;
  private final Summarizer summarizer;
  private final Consumer<Boolean> onJudged;
  private @Nullable LevelProgress progress;
  private int currentLevel;
  private long firstLevelNanos;
  private long lastWriteNanos;

  /**
   * @param onJudged called after each level with true if it meets its SLO by {@link ProbeVerdict}
   */
  LiveSummary(Path dir, RunHeader header, Consumer<Boolean> onJudged) {
    this.dir = dir;
    this.onJudged = onJudged;
    this.summarizer = new Summarizer(header);
  }

  /** Adds an entry that was just written. */
  synchronized void add(Entry entry) {
    summarizer.add(entry);
    switch (entry) {
      case LevelBegin begin -> {
        long now = System.nanoTime();
        currentLevel = begin.level();
        firstLevelNanos = currentLevel == 0 ? now : firstLevelNanos;
        progress = new LevelProgress(summarizer.current(), now);
      }
      case Sample sample -> addProgress(sample);
      case LevelEnd end -> judge();
      case Entry.TargetFailure failure -> {} // no progress
    }
  }

  /** A late sample of an earlier level is no progress of the current one. */
  private void addProgress(Sample sample) {
    if (progress != null && sample.level() == currentLevel) {
      progress.add(sample);
    }
  }

  private void judge() {
    writePartialResult();
    LevelResult level = summarizer.currentResult();
    onJudged.accept(level.verdict() == ProbeVerdict.MET);
  }

  /** Not after each of many short levels, because it takes CPU time while the next one runs. */
  private void writePartialResult() {
    long now = System.nanoTime();
    if (currentLevel >= FIRST_LEVELS && now - lastWriteNanos < WRITE_INTERVAL.toNanos()) {
      return;
    }
    lastWriteNanos = now;
    try {
      write(summarizer.result(true));
    } catch (UncheckedIOException fullDisk) {
      // The end of the run says so. Until then the levels go on, and their result is printed.
    }
  }

  /**
   * Takes a snapshot of the current level.
   *
   * @param plannedLevels levels of all rounds, or 0 if there is only one round
   * @param warmupNanos returns the time limit of a level's warm-up, or 0 if it has none
   * @return the snapshot, or null before the first level
   */
  synchronized @Nullable ProgressSnapshot snapshot(
      int inFlight, int plannedLevels, IntToLongFunction warmupNanos) {
    long now = System.nanoTime();
    RunProgress run =
        plannedLevels == 0
            ? null
            : new RunProgress(currentLevel + 1, plannedLevels, now - firstLevelNanos);
    return progress == null
        ? null
        : progress.snapshot(now, inFlight, warmupNanos.applyAsLong(currentLevel), run);
  }

  /** True if every level so far, or one level of a search, meets the SLO by valid numbers. */
  synchronized boolean meetsSlo() {
    Result result = summarizer.result(false);
    return result.foundLevel() != null || (result.isValid() && result.meetsSlo());
  }

  /** Returns the result of a run that ended so. */
  synchronized Result result(RunEnd end) {
    return summarizer.result(end);
  }

  /**
   * Writes a result to the run's directory.
   *
   * @throws UncheckedIOException naming the file if it can't be written
   */
  void write(Result result) {
    ResultFiles.write(dir, result);
  }
}
