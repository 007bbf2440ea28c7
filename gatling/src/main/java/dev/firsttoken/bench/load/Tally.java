package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests of one level as they end, from any thread. */
final class Tally {
  private final int index;
  private final Level plan;
  private final long beganNanos;
  private final Count warmup = new Count();
  private final Count ramp = new Count();
  private final Count measured = new Count();

  /**
   * @param sinceNanos when the first of them was sent; {@link Sample#NONE} before one is over
   */
  private record Count(AtomicInteger ended, AtomicLong sinceNanos) {
    Count() {
      this(new AtomicInteger(), new AtomicLong(Sample.NONE));
    }

    void add(Sample sample) {
      sinceNanos.compareAndSet(Sample.NONE, sample.sendNanos());
      ended.incrementAndGet();
    }

    boolean begun() {
      return ended.get() > 0;
    }
  }

  Tally(LevelBegin begin, long nowNanos) {
    this.index = begin.level();
    this.plan = begin.plan();
    this.beganNanos = nowNanos;
  }

  int index() {
    return index;
  }

  /** A straggler of another level is not counted. */
  void add(Sample sample) {
    if (sample.level() == index) {
      count(sample.phase()).add(sample);
    }
  }

  private Count count(Phase phase) {
    return switch (phase) {
      case WARMUP -> warmup;
      case RAMP -> ramp;
      case MEASURED -> measured;
    };
  }

  Moment moment(long nowNanos, int inFlight, int failed, Speed speed) {
    Phase phase = phase();
    Count count = count(phase);
    long since = count.sinceNanos().get();
    long elapsed = nowNanos - (since == Sample.NONE ? beganNanos : since);
    return new Moment(plan, phase, elapsed, count.ended().get(), inFlight, failed, speed);
  }

  /**
   * The last one that a request was over of; before the first, the one that the plan begins with.
   */
  private Phase phase() {
    if (measured.begun()) {
      return Phase.MEASURED;
    }
    if (ramp.begun()) {
      return Phase.RAMP;
    }
    if (warmup.begun() || plan.warmup() > 0) {
      return Phase.WARMUP;
    }
    return plan.rampNanos() > 0 ? Phase.RAMP : Phase.MEASURED;
  }
}
