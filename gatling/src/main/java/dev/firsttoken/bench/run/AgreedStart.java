package dev.firsttoken.bench.run;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.firsttoken.bench.options.ShardOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Time at which several machines start their load together.
 *
 * <p>The wait goes by the wall clock, which is what they agreed on, and looks at it every second: a
 * time service may set it meanwhile.
 *
 * @param time when the load starts
 * @param clock the wall clock
 * @param park waits so many nanoseconds, or less
 */
record AgreedStart(Instant time, InstantSource clock, LongConsumer park) {
  /** Time for the warm-up of the first level. A longer one starts the load late. */
  static final Duration WARMUP = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration NOTICE = Duration.ofSeconds(30);

  /** Returns the start that was agreed on, or null if there is none. */
  static @Nullable AgreedStart of(ShardOptions shardOptions) {
    Instant time = shardOptions.startAt();
    return time == null
        ? null
        : new AgreedStart(time, InstantSource.system(), LockSupport::parkNanos);
  }

  /** Waits until the warm-up is due, and says every half a minute how long the wait will be. */
  void awaitWarmup(PrintStream err) {
    Duration left = left();
    Duration notice = left;
    while (true) {
      if (left.compareTo(notice) <= 0) {
        err.println("bench: the load starts at %s, in %,d s".formatted(time, left.toSeconds()));
        notice = left.minus(NOTICE);
      }
      Duration wait = left.minus(WARMUP);
      if (wait.isNegative() || wait.isZero() || Thread.currentThread().isInterrupted()) {
        return;
      }
      park.accept((wait.compareTo(LOOK) < 0 ? wait : LOOK).toNanos());
      left = left();
    }
  }

  /**
   * Returns the time to the start in whole milliseconds, as Gatling pauses; zero once it is past.
   * Part of a millisecond counts as one, so that no load starts early.
   */
  Duration untilLoad() {
    Duration left = left();
    return left.isNegative() ? Duration.ZERO : left.plusNanos(999_999).truncatedTo(MILLIS);
  }

  private Duration left() {
    return Duration.between(clock.instant(), time);
  }
}
