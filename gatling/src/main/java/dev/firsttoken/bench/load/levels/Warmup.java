package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The requests that a level sends before its own; its users share them. */
public final class Warmup {
  /** Where none were asked for by number. */
  static final int REQUESTS_PER_USER = 4;

  private static final long MAX_NANOS = Duration.ofSeconds(2).toNanos();

  private final int maxRequests;
  private final boolean byCount;
  private final LongSupplier clock;
  private final AtomicInteger startedRequests = new AtomicInteger();
  private final AtomicLong deadline = new AtomicLong();

  /**
   * @param maxRequests requests
   * @param byCount exactly so many are sent; else up to as many, and no second one of a user is
   *     begun once the level has warmed up for two seconds, so that a slow model pays one request a
   *     user and a fast server sees enough to get warm
   */
  public Warmup(int maxRequests, boolean byCount) {
    this(maxRequests, byCount, System::nanoTime);
  }

  Warmup(int maxRequests, boolean byCount, LongSupplier clock) {
    this.maxRequests = maxRequests;
    this.byCount = byCount;
    this.clock = clock;
  }

  /** Whether there may be a further request for this user. */
  public boolean hasMore(VirtualUser user) {
    long now = clock.getAsLong();
    deadline.compareAndSet(0, now + MAX_NANOS);
    return startedRequests.get() < maxRequests
        && (byCount || user.warmedUp() == 0 || now - deadline.get() < 0);
  }

  /** It, for the one that asks to send; null where there is none. */
  @Nullable
  public PlannedRequest poll(VirtualUser user) {
    if (!hasMore(user)) {
      return null;
    }
    int ordinal = startedRequests.getAndUpdate(count -> Math.min(count + 1, maxRequests));
    return ordinal < maxRequests ? PlannedRequest.immediate(ordinal, Phase.WARMUP) : null;
  }

  int maxRequests() {
    return maxRequests;
  }

  /** How many were begun. */
  int startedRequests() {
    return startedRequests.get();
  }
}
