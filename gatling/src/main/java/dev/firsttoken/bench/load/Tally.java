package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the requests of one level as they end, from any thread. */
final class Tally {
  private static final int PHASES = Phase.values().length;

  private final int index;
  private final Level plan;
  private final long beganNanos;
  private final AtomicIntegerArray ended = new AtomicIntegerArray(PHASES);

  /** When each phase's first request was sent; {@link Sample#NONE} before one is over. */
  private final AtomicLongArray since = new AtomicLongArray(PHASES);

  Tally(LevelBegin begin, long nowNanos) {
    this.index = begin.level();
    this.plan = begin.plan();
    this.beganNanos = nowNanos;
    for (int phase = 0; phase < PHASES; phase++) {
      since.set(phase, Sample.NONE);
    }
  }

  int index() {
    return index;
  }

  /** A straggler of another level is not counted. */
  void add(Sample sample) {
    if (sample.level() == index) {
      int phase = sample.phase().ordinal();
      since.compareAndSet(phase, Sample.NONE, sample.sendNanos());
      ended.incrementAndGet(phase);
    }
  }

  Moment moment(long nowNanos, int inFlight, int failed, Speed speed) {
    Phase phase = phase();
    long start = since.get(phase.ordinal());
    long elapsed = nowNanos - (start == Sample.NONE ? beganNanos : start);
    return new Moment(plan, phase, elapsed, ended.get(phase.ordinal()), inFlight, failed, speed);
  }

  /**
   * The last one that a request was over of; before the first, the one that the plan begins with.
   */
  private Phase phase() {
    for (int phase = PHASES - 1; phase >= 0; phase--) {
      if (ended.get(phase) > 0) {
        return Phase.values()[phase];
      }
    }
    return plan.warmup() > 0 ? Phase.WARMUP : plan.rampNanos() > 0 ? Phase.RAMP : Phase.MEASURED;
  }
}
