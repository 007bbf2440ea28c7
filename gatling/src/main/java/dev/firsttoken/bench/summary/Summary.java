package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import java.util.ArrayList;
import java.util.List;

/** Takes samples one by one, in any order, and gives the result. */
public final class Summary {
  private final RunHeader header;
  private final List<LevelSummary> levels;
  private final List<Run> runs = new ArrayList<>();
  private final boolean showsRuns;

  public Summary(RunHeader header) {
    this.header = header;
    this.levels = header.levels().stream().map(LevelSummary::new).toList();
    // A sweep may hold more requests than memory; the other commands are made of single ones.
    this.showsRuns = !header.command().equals("sweep");
  }

  public void add(Sample sample) {
    levels.get(sample.level()).add(sample);
    if (showsRuns && !sample.warmup()) {
      runs.add(Run.of(sample));
    }
  }

  /** Of all samples taken so far; {@code partial} where the run was interrupted. */
  public Result result(boolean partial) {
    return new Result(header, levels, runs, partial);
  }
}
