package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Slo;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.RequestSummary;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the entries of a sample file one by one, and gives the result at any time. */
public final class Summarizer {
  private final RunHeader header;
  private final @Nullable Slo slo;
  private final long epochNanos;
  private final List<LevelSummary> levels = new ArrayList<>();
  private final List<RequestSummary> requests = new ArrayList<>();
  private final boolean keepsRequests;

  public Summarizer(RunHeader header) {
    this.header = header;
    this.epochNanos =
        ChronoUnit.NANOS.between(
                Instant.EPOCH, OffsetDateTime.parse(header.startedAt()).toInstant())
            - header.startNanos();
    this.slo = header.options().get("slo") instanceof String spec ? Slo.parse(spec) : null;
    // A sweep may hold more requests than memory; the other commands are made of single ones.
    this.keepsRequests = header.hasSingleRequests();
  }

  /** Takes the next entry of a sample file. */
  public void add(Entry entry) {
    switch (entry) {
      case LevelBegin begin -> levels.add(new LevelSummary(begin.plan(), slo, epochNanos));
      case Sample sample -> add(sample);
      case LevelEnd end -> levels.get(end.level()).end(end);
    }
  }

  private void add(Sample sample) {
    levels.get(sample.level()).add(sample);
    if (keepsRequests && sample.isMeasured()) {
      requests.add(RequestSummary.of(sample));
    }
  }

  /** Those that have begun, in order. */
  public List<LevelSummary> levels() {
    return Collections.unmodifiableList(levels);
  }

  /** Of all samples taken so far; {@code partial} where the run was interrupted. */
  public Result result(boolean partial) {
    return new Result(header, levels, requests, partial, List.of());
  }
}
