package dev.firsttoken.bench.load.levels;

import static java.util.Objects.requireNonNull;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The due times of an open level, handed out in their order. They are drawn once to know how many
 * there are, and again when the level begins: no level's times are in memory before its turn.
 */
final class ArrivalSchedule {
  private final Supplier<ArrivalTimes> draw;
  private final int size;
  private final int users;
  private final long lastNanos;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong start = new AtomicLong();
  private volatile @Nullable ArrivalTimes drawn;

  /**
   * @param draw gives the same arrivals each time
   * @param maxInFlight requests in flight
   */
  ArrivalSchedule(Supplier<ArrivalTimes> draw, int maxInFlight) {
    this.draw = draw;
    long[] due = draw.get().dueNanos();
    this.size = due.length;
    this.users = Math.clamp(size, 1, maxInFlight);
    this.lastNanos = size == 0 ? 0 : due[size - 1];
  }

  int size() {
    return size;
  }

  /** How many it takes to send all of it, at most so many at once. */
  int users() {
    return users;
  }

  /** From the start to the last one. */
  long lastNanos() {
    return lastNanos;
  }

  /** Gets ready: from here on it takes memory. */
  void draw() {
    drawn = draw.get();
  }

  /** Takes no memory any more. */
  void release() {
    drawn = null;
  }

  /** Sets when its time begins; without effect from the second time on. */
  void startAt(long nanos) {
    start.compareAndSet(0, nanos);
  }

  boolean hasMore() {
    return next.get() < size;
  }

  /** The next one; null where there is none. Only after {@link #draw} and {@link #startAt}. */
  @Nullable PlannedRequest poll() {
    int ordinal = next.getAndUpdate(count -> Math.min(count + 1, size));
    if (ordinal == size) {
      return null;
    }
    ArrivalTimes arrivalTimes = requireNonNull(drawn);
    Phase phase = ordinal < arrivalTimes.rampCount() ? Phase.RAMP : Phase.MEASURED;
    return new PlannedRequest(ordinal, phase, start.get() + arrivalTimes.dueNanos()[ordinal]);
  }
}
