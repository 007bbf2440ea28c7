package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.LevelAccumulator;
import dev.firsttoken.bench.summary.RequestSummary;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Takes the entries of a sample file one by one, and gives the result at any time. */
public final class Summarizer {
  private final RunHeader header;
  private final long epochNanos;
  private final List<LevelRounds> levels = new ArrayList<>();
  private final Map<String, String> targetFailures = new LinkedHashMap<>();

  /** By index of the level in the sample file: each round of a load has an index of its own. */
  private final List<LevelRounds> levelsByIndex = new ArrayList<>();

  private final List<RequestSummary> requests = new ArrayList<>();

  public Summarizer(RunHeader header) {
    this.header = header;
    this.epochNanos =
        ChronoUnit.NANOS.between(
                Instant.EPOCH, OffsetDateTime.parse(header.startedAt()).toInstant())
            - header.startNanos();
  }

  /** Adds the next entry of a sample file. */
  public void add(Entry entry) {
    switch (entry) {
      case LevelBegin begin -> begin(begin.plan());
      case Sample sample -> add(sample);
      case LevelEnd end -> levelsByIndex.get(end.level()).end(end);
      case Entry.TargetFailure failure -> {
        targetFailures.putIfAbsent(failure.target(), failure.reason());
        levels.forEach(level -> level.fail(failure.target(), failure.reason()));
      }
    }
  }

  private void begin(Level plan) {
    LevelAccumulator next = new LevelAccumulator(plan, header.settings().slo(), epochNanos);
    for (LevelRounds level : levels) {
      if (level.isContinuedBy(plan)) {
        level.begin(next);
        levelsByIndex.add(level);
        return;
      }
    }
    LevelRounds first = new LevelRounds(header, next);
    levels.add(first);
    levelsByIndex.add(first);
  }

  private void add(Sample sample) {
    LevelRounds level = levelsByIndex.get(sample.level());
    level.add(sample);
    // A sweep may hold more requests than fit into memory.
    if (header.hasSingleRequests() && sample.isMeasured()) {
      requests.add(RequestSummary.of(sample, level.current().level().kind()));
    }
  }

  /**
   * Returns the level that began last, for numbers while it runs.
   *
   * @throws NoSuchElementException before the first level
   */
  public LevelAccumulator current() {
    return levelsByIndex.getLast().current();
  }

  /**
   * Returns the position of the level that began last among the levels of the result, where all
   * rounds of a load are one level.
   *
   * @throws NoSuchElementException before the first level
   */
  public int currentPosition() {
    return levels.indexOf(levelsByIndex.getLast());
  }

  /**
   * Judges the level that began last, without earlier rounds of the same load.
   *
   * @throws NoSuchElementException before the first level
   */
  public LevelResult currentResult() {
    return levelsByIndex.getLast().closeCurrent();
  }

  /**
   * Closes all levels so far into a result.
   *
   * @param partial whether the run was interrupted
   */
  public Result result(boolean partial) {
    return result(partial ? RunEnd.INTERRUPTED : RunEnd.COMPLETE);
  }

  /** Closes all levels into the result of a run that ended so. */
  public Result result(RunEnd end) {
    boolean partial = !end.isComplete();
    List<LevelResult> closed =
        levels.stream()
            .map(
                level ->
                    level.close(
                        partial || targetFailures.containsKey(level.target()),
                        partial && level == levelsByIndex.getLast()))
            .toList();
    return Result.of(header, closed, requests, targetFailures, end);
  }
}
