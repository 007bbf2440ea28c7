package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.Level;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Due times of an open level's requests. All are drawn before the level begins, so that no response
 * can delay a request.
 *
 * <p>The intensity rises from 0 to the rate r over the ramp R and then stays. Arrivals are drawn at
 * unit rate (gaps of 1, or exponential gaps) and mapped through the inverse of the cumulative
 * intensity Λ, which is exact for both: {@code Λ(t) = r t² / 2R} in the ramp, {@code r (t − R/2)}
 * after it.
 *
 * @param dueNanos ascending, from the start of the level
 * @param rampCount number of requests, the first ones, that are due in the ramp
 */
@SuppressWarnings("ArrayRecordComponent") // read only; a List would box each time
record ArrivalTimes(long[] dueNanos, int rampCount) {
  private static final double SECOND_NANOS = 1e9;

  /**
   * Draws the due times of a level. Measured requests are due in {@code [ramp, ramp + duration)};
   * there are at most the plan's total of them.
   *
   * @param level an open level, constant or poisson, with a total or a duration or both
   * @param seed the same seed gives the same due times
   */
  static ArrivalTimes draw(Level level, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (level.arrivals()) {
      case CONSTANT -> draw(level, 0, () -> 1);
      case POISSON -> draw(level, exponential(random), () -> exponential(random));
      case TRACE -> throw new IllegalArgumentException("a trace has its own due times");
      case null -> throw new IllegalArgumentException("a closed level has no due times");
    };
  }

  /** Returns the part that a shard sends: one of so many requests, in the ramp and after it. */
  ArrivalTimes shareOf(Shard shard) {
    if (shard.count() == 1) {
      return this;
    }
    long[] share = new long[shard.shareOf(dueNanos.length)];
    for (int i = 0; i < share.length; i++) {
      share[i] = dueNanos[Math.toIntExact(shard.positionOf(i))];
    }
    return new ArrivalTimes(share, shard.shareOf(rampCount));
  }

  private static ArrivalTimes draw(Level level, double first, DoubleSupplier gaps) {
    long endNanos =
        level.durationNanos() == 0 ? Long.MAX_VALUE : level.rampNanos() + level.durationNanos();
    long max = level.total() == 0 ? Long.MAX_VALUE : level.total();
    long[] due = new long[initialCapacity(level)];
    int size = 0;
    int rampCount = 0;
    double unit = first;
    long next = arrivalNanos(level, unit);
    while (next < endNanos && size - rampCount < max) {
      if (size == due.length) {
        due = Arrays.copyOf(due, 2 * size);
      }
      due[size] = next;
      size++;
      rampCount += next < level.rampNanos() ? 1 : 0;
      unit += gaps.getAsDouble();
      next = arrivalNanos(level, unit);
    }
    return new ArrivalTimes(Arrays.copyOf(due, size), rampCount);
  }

  /** Time of an arrival at unit rate: the inverse of Λ. */
  private static long arrivalNanos(Level level, double arrivals) {
    double rampNanos = level.rampNanos();
    double ramped = level.rate() * rampNanos / SECOND_NANOS / 2;
    return Math.round(
        arrivals < ramped
            ? rampNanos * Math.sqrt(arrivals / ramped)
            : rampNanos / 2 + arrivals * SECOND_NANOS / level.rate());
  }

  // StrictMath: the same seed gives the same schedule on every machine.
  private static double exponential(SplittableRandom random) {
    return -StrictMath.log(1 - random.nextDouble());
  }

  private static int initialCapacity(Level level) {
    double ramped = level.rate() * level.rampNanos() / SECOND_NANOS / 2;
    double duringLevel = level.rate() * level.durationNanos() / SECOND_NANOS;
    boolean byTotal = level.total() > 0 && (duringLevel == 0 || level.total() < duringLevel);
    double measured = byTotal ? level.total() : duringLevel;
    return (int) (ramped + measured + 4 * Math.sqrt(ramped + measured) + 16);
  }
}
