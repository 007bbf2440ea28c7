package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The requests that a level sends before its own; its users share them. */
final class Warmup {
  /** Where none were asked for by number. */
  static final int PER_USER = 4;

  private static final long MOST_NANOS = Duration.ofSeconds(2).toNanos();

  private final int most;
  private final boolean byCount;
  private final LongSupplier clock;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicLong end = new AtomicLong();

  /**
   * @param most requests
   * @param byCount exactly so many are sent; else up to as many, and no second one of a user is
   *     begun once the level has warmed up for two seconds, so that a slow model pays one request a
   *     user and a fast server sees enough to get warm
   */
  Warmup(int most, boolean byCount) {
    this(most, byCount, System::nanoTime);
  }

  Warmup(int most, boolean byCount, LongSupplier clock) {
    this.most = most;
    this.byCount = byCount;
    this.clock = clock;
  }

  /** Whether there may be a further request for this user. */
  boolean more(ChatUser user) {
    long now = clock.getAsLong();
    end.compareAndSet(0, now + MOST_NANOS);
    return begun.get() < most && (byCount || user.warmedUp() == 0 || now - end.get() < 0);
  }

  /** It, for the one that asks to send; null where there is none. */
  @Nullable Due take(ChatUser user) {
    if (!more(user)) {
      return null;
    }
    int ordinal = begun.getAndUpdate(count -> Math.min(count + 1, most));
    return ordinal < most ? Due.now(ordinal, Phase.WARMUP) : null;
  }

  int most() {
    return most;
  }

  /** How many were begun. */
  int begun() {
    return begun.get();
  }
}
