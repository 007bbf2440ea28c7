package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Warm-up requests of a level, shared by its users. */
public final class Warmup {
  /** Default number of warm-up requests. */
  static final int REQUESTS_PER_USER = 4;

  /** Time after which only users that sent none yet send one. */
  static final Duration MAX_DURATION = Duration.ofSeconds(2);

  private final int maxRequests;
  private final boolean byCount;
  private final long maxNanos;
  private final LongSupplier clock;
  private final AtomicInteger startedRequests = new AtomicInteger();
  private final AtomicLong deadline = new AtomicLong();

  /**
   * @param byCount true to send exactly {@code maxRequests}. Otherwise this is a limit, and after
   *     two seconds only users that sent none yet send one: a slow model pays one request a user, a
   *     fast server gets enough of them to warm up
   */
  public Warmup(int maxRequests, boolean byCount) {
    this(maxRequests, byCount, MAX_DURATION, System::nanoTime);
  }

  /**
   * @param maxDuration time after which only users that sent none yet send one
   */
  Warmup(int maxRequests, boolean byCount, Duration maxDuration, LongSupplier clock) {
    this.maxRequests = maxRequests;
    this.byCount = byCount;
    this.maxNanos = maxDuration.toNanos();
    this.clock = clock;
  }

  /** Tells whether this user may send another warm-up request. */
  public boolean hasMore(VirtualUser user) {
    long now = clock.getAsLong();
    deadline.compareAndSet(0, now + maxNanos);
    return startedRequests.get() < maxRequests
        && (byCount || user.warmedUp() == 0 || now - deadline.get() < 0);
  }

  /**
   * Takes the next request, which the caller sends.
   *
   * @return the request, or null if none is left for this user
   */
  public @Nullable PlannedRequest poll(VirtualUser user) {
    if (!hasMore(user)) {
      return null;
    }
    int ordinal = startedRequests.getAndUpdate(count -> Math.min(count + 1, maxRequests));
    return ordinal < maxRequests ? PlannedRequest.immediate(ordinal, Phase.WARMUP) : null;
  }

  /**
   * Returns the longest duration of the warm-up in nanoseconds. After its time, each user ends the
   * request that it sent last, or sends its only one.
   *
   * @param users those that warm up
   * @param maxRequestNanos longest time of a request
   */
  double maxNanos(int users, long maxRequestNanos) {
    double byRequests = (double) maxRequests / users * maxRequestNanos;
    return byCount ? byRequests : Math.min(byRequests, (double) maxNanos + maxRequestNanos);
  }

  /**
   * Time in nanoseconds after which only users that sent none yet send one; 0 if the number of
   * requests alone is a limit.
   */
  long limitNanos() {
    return byCount ? 0 : maxNanos;
  }

  int maxRequests() {
    return maxRequests;
  }

  int startedRequests() {
    return startedRequests.get();
  }
}
