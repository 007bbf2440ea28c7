package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Phase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A level of the closed model: so many users, each of which sends when its last answer is whole,
 * until the total is begun or the time is over.
 */
final class ClosedLevel extends LevelRun {
  private final LongSupplier clock;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger left;
  private final AtomicInteger came = new AtomicInteger();
  private final AtomicLong start = new AtomicLong();

  ClosedLevel(int index, Level plan, Warmup warmup) {
    this(index, plan, warmup, System::nanoTime);
  }

  ClosedLevel(int index, Level plan, Warmup warmup, LongSupplier clock) {
    super(index, plan, warmup);
    this.clock = clock;
    this.left = new AtomicInteger(plan.total() == 0 ? Integer.MAX_VALUE : plan.total());
  }

  @Override
  int users() {
    return plan().concurrency();
  }

  /**
   * How long this user waits before its first request that is not to warm up, ns; 0 from the second
   * time on. In a ramp of R, the i-th of n users begins at R × i ÷ n; without one they begin
   * together, but not in step.
   */
  long delayNanos(ChatUser user) {
    if (!user.begins()) {
      return 0;
    }
    long now = clock.getAsLong();
    start.compareAndSet(0, now);
    long ramp = plan().rampNanos();
    if (ramp == 0) {
      return users() == 1 ? 0 : user.stepNanos();
    }
    long place = (long) ((double) ramp * came.getAndIncrement() / users());
    return Math.max(0, start.get() + place - now);
  }

  @Override
  @Nullable Due take() {
    long sinceRamp = sinceRampNanos();
    if (sinceRamp < 0) {
      return due(Phase.RAMP);
    }
    return !timeIsOver(sinceRamp) && left.getAndDecrement() > 0 ? due(Phase.MEASURED) : null;
  }

  private Due due(Phase phase) {
    count(phase);
    return Due.now(begun.getAndIncrement(), phase);
  }

  @Override
  boolean more() {
    return left.get() > 0 && !timeIsOver(sinceRampNanos());
  }

  // Before the first user has begun there is no start yet: all of the ramp is still to come.
  private long sinceRampNanos() {
    long now = clock.getAsLong();
    long from = start.get();
    return (from == 0 ? 0 : now - from) - plan().rampNanos();
  }

  private boolean timeIsOver(long sinceRampNanos) {
    return plan().durationNanos() > 0 && sinceRampNanos >= plan().durationNanos();
  }

  @Override
  Duration bound(Duration timeout) {
    long each = Math.max(timeout.toNanos(), LoadAction.REST_NANOS);
    double rounds = 2 + (double) (plan().total() + warmup().most()) / users();
    double byTotal = plan().total() == 0 ? Double.MAX_VALUE : rounds * each;
    double byTime =
        plan().durationNanos() == 0
            ? Double.MAX_VALUE
            : plan().durationNanos() + (2 + (double) warmup().most() / users()) * each;
    double nanos = plan().rampNanos() + each + Math.min(byTotal, byTime);
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
