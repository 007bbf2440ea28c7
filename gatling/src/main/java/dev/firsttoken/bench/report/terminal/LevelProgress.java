package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests of one level as they end, from any thread. */
final class LevelProgress {
  private static final List<Phase> LAST_FIRST = List.of(Phase.MEASURED, Phase.RAMP, Phase.WARMUP);

  private final int index;
  private final Level plan;
  private final long startNanos;
  private final AtomicInteger failed = new AtomicInteger();
  private final Map<Phase, AtomicInteger> ended = new EnumMap<>(Phase.class);

  /** When each phase's first request was sent; {@link Sample#NONE} before one is over. */
  private final Map<Phase, AtomicLong> firstSentNanos = new EnumMap<>(Phase.class);

  LevelProgress(LevelBegin begin, long nowNanos) {
    this.index = begin.level();
    this.plan = begin.plan();
    this.startNanos = nowNanos;
    for (Phase phase : Phase.values()) {
      ended.put(phase, new AtomicInteger());
      firstSentNanos.put(phase, new AtomicLong(Sample.NONE));
    }
  }

  int index() {
    return index;
  }

  /** A straggler of another level is not counted. */
  void add(Sample sample) {
    if (sample.level() == index) {
      firstSentNanos(sample.phase()).compareAndSet(Sample.NONE, sample.sendNanos());
      ended(sample.phase()).incrementAndGet();
      boolean good = sample.outcome() == Outcome.OK || sample.outcome() == Outcome.ABORTED;
      if (sample.isMeasured() && !good) {
        failed.incrementAndGet();
      }
    }
  }

  ProgressSnapshot snapshot(long nowNanos, int inFlight, Throughput throughput) {
    Phase phase = phase();
    long start = firstSentNanos(phase).get();
    long elapsed = nowNanos - (start == Sample.NONE ? startNanos : start);
    int endedRequests = ended(phase).get();
    return new ProgressSnapshot(
        plan, phase, elapsed, endedRequests, inFlight, failed.get(), throughput);
  }

  /**
   * The last one that a request was over of; before the first, the one that the plan begins with.
   */
  private Phase phase() {
    for (Phase phase : LAST_FIRST) {
      if (ended(phase).get() > 0) {
        return phase;
      }
    }
    return plan.warmup() > 0 ? Phase.WARMUP : plan.rampNanos() > 0 ? Phase.RAMP : Phase.MEASURED;
  }

  private AtomicInteger ended(Phase phase) {
    return Objects.requireNonNull(ended.get(phase));
  }

  private AtomicLong firstSentNanos(Phase phase) {
    return Objects.requireNonNull(firstSentNanos.get(phase));
  }
}
