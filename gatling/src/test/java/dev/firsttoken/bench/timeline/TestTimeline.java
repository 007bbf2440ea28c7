package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.RequestTimes;

/** Timelines of samples for tests. */
final class TestTimeline {
  private TestTimeline() {}

  /** Adds a sample with its times. */
  static void add(TimelineAccumulator accumulator, Sample sample) {
    accumulator.add(sample, sample.outcome() == Outcome.OK ? times(sample) : null);
  }

  private static RequestTimes times(Sample sample) {
    boolean isPlain = sample.eventNanos().length == 0;
    return RequestTimes.of(sample, isPlain ? RequestKind.MICRO : RequestKind.CHAT);
  }
}
