package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Entry;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Takes the entries of a sample file one by one, and gives the result at any time. */
public final class Summarizer {
  private final RunHeader header;
  private final long epochNanos;
  private final List<LevelAccumulator> levels = new ArrayList<>();
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
      case LevelBegin begin ->
          levels.add(new LevelAccumulator(begin.plan(), header.settings().slo(), epochNanos));
      case Sample sample -> add(sample);
      case LevelEnd end -> levels.get(end.level()).end(end);
    }
  }

  private void add(Sample sample) {
    levels.get(sample.level()).add(sample);
    // A sweep may hold more requests than fit into memory.
    if (header.hasSingleRequests() && sample.isMeasured()) {
      requests.add(RequestSummary.of(sample));
    }
  }

  /** Returns the levels that have begun, in order, for numbers while they run. */
  public List<LevelAccumulator> levels() {
    return Collections.unmodifiableList(levels);
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
            .map(level -> LevelResult.of(level.close(), header, partial, Map.of()))
            .toList();
    return Result.of(header, closed, requests, end);
  }
}
