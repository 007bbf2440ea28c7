package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.FailureRest;
import dev.firsttoken.bench.load.client.IdleUsers;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A level of the closed model: each user sends its next request when the last response is complete,
 * until the total is started or the duration has passed.
 */
public final class ClosedLevel extends LevelRun {
  /** Longest time of a request that fails at once, with the rest after it. */
  static final long MAX_REST_NANOS = FailureRest.MAX_NANOS + TimeUnit.SECONDS.toNanos(1);

  /** Time after which a server that waits for its connections to close has waited enough. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier clock;
  private final AtomicInteger startedRequests = new AtomicInteger();
  private final AtomicInteger remaining;
  private final AtomicInteger startedUsers = new AtomicInteger();
  private final AtomicLong start = new AtomicLong();

  /**
   * Users that have sent their last request. They stay connected for a while: to close a connection
   * takes an event loop's time, which the streams that still run would wait for.
   */
  private final IdleUsers finishedUsers = new IdleUsers();

  /** Sum of the times of plain GET requests; null for chats, whose users are always busy. */
  private final @Nullable RequestTimeSum requestTimeSum;

  ClosedLevel(int index, Level plan, Warmup warmup) {
    this(index, plan, warmup, System::nanoTime);
  }

  public ClosedLevel(int index, Level plan, Warmup warmup, LongSupplier clock) {
    super(index, plan, warmup);
    this.clock = clock;
    this.requestTimeSum = plan.kind() == RequestKind.MICRO ? new RequestTimeSum() : null;
    this.remaining = new AtomicInteger(plan.total() == 0 ? Integer.MAX_VALUE : plan.total());
  }

  @Override
  int users() {
    return plan().concurrency();
  }

  /**
   * Delay before a user's first request of the load, in nanoseconds; 0 for its later requests. In a
   * ramp of R, the i-th of n users starts at R × i ÷ n. Without a ramp users start together, with a
   * random jitter so that they don't run in step.
   */
  public long startDelayNanos(VirtualUser user) {
    if (!user.markStarted()) {
      return 0;
    }
    long now = clock.getAsLong();
    start.compareAndSet(0, now);
    long ramp = plan().rampNanos();
    if (ramp == 0) {
      return users() == 1 ? 0 : user.startJitterNanos();
    }
    long offset = (long) ((double) ramp * startedUsers.getAndIncrement() / users());
    return Math.max(0, start.get() + offset - now);
  }

  @Override
  public @Nullable PlannedRequest poll() {
    long sinceRamp = sinceRampNanos();
    if (sinceRamp < 0) {
      return newRequest(Phase.RAMP);
    }
    return !isTimeUp(sinceRamp) && remaining.getAndDecrement() > 0
        ? newRequest(Phase.MEASURED)
        : null;
  }

  @Override
  public void onSent(PlannedRequest request, long sendNanos) {
    if (requestTimeSum != null && request.isMeasured()) {
      requestTimeSum.begin();
    }
  }

  @Override
  public void onEnded(PlannedRequest request, long sendNanos, long endNanos) {
    if (requestTimeSum != null && request.isMeasured()) {
      requestTimeSum.end(sendNanos, endNanos);
    }
  }

  @Override
  LevelEnd.@Nullable InFlight inFlight() {
    return requestTimeSum == null ? null : requestTimeSum.window();
  }

  /** Every user warms up, and keeps its connection for the load. */
  @Override
  public boolean takeWarmupTurn() {
    return true;
  }

  /** Takes a user that has nothing left to send; to be called on its event loop. */
  public void finish(VirtualUser user, VirtualUsers virtualUsers) {
    virtualUsers.deactivate(user);
    finishedUsers.releaseFor(IDLE_NANOS, user);
  }

  @Override
  void close() {
    finishedUsers.drain();
  }

  /** A rest ends with the level; nobody rests once nothing is left to send. */
  @Override
  public long restNanos(Sample sample) {
    long rest = super.restNanos(sample);
    if (rest == 0 || !hasMore()) {
      return 0;
    }
    if (start.get() == 0 || plan().durationNanos() == 0) {
      return rest;
    }
    return Math.min(rest, Math.max(0, plan().durationNanos() - sinceRampNanos()));
  }

  private PlannedRequest newRequest(Phase phase) {
    count(phase);
    return dealt(PlannedRequest.immediate(startedRequests.getAndIncrement(), phase));
  }

  @Override
  boolean hasMore() {
    return remaining.get() > 0 && !isTimeUp(sinceRampNanos());
  }

  // Before the first user starts, all of the ramp is still to come.
  private long sinceRampNanos() {
    long now = clock.getAsLong();
    long startNanos = start.get();
    return (startNanos == 0 ? 0 : now - startNanos) - plan().rampNanos();
  }

  private boolean isTimeUp(long sinceRampNanos) {
    return plan().durationNanos() > 0 && sinceRampNanos >= plan().durationNanos();
  }

  @Override
  Duration maxDuration(Duration timeout) {
    long maxRequestNanos = Math.max(timeout.toNanos(), MAX_REST_NANOS);
    double rounds = 2 + (double) plan().total() / users();
    double byTotal = plan().total() == 0 ? Double.MAX_VALUE : rounds * maxRequestNanos;
    double byTime =
        plan().durationNanos() == 0
            ? Double.MAX_VALUE
            : plan().durationNanos() + 2.0 * maxRequestNanos;
    double nanos =
        warmup().maxNanos(users(), maxRequestNanos)
            + plan().rampNanos()
            + maxRequestNanos
            + Math.min(byTotal, byTime);
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
