package dev.firsttoken.bench.load.levels;

import static java.util.Objects.requireNonNull;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare.DueTimes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Due times of an open level, in order. They are drawn twice: first to count them, then when the
 * level begins, so that no level holds memory before its turn.
 */
final class ArrivalSchedule {
  private final Supplier<ArrivalTimes> draw;
  private final int size;
  private final int users;
  private final long lastNanos;
  private final @Nullable DueTimes measured;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong start = new AtomicLong();
  private volatile @Nullable ArrivalTimes drawn;

  /**
   * @param draw returns the same arrivals each time
   * @param maxInFlight max requests in flight
   */
  ArrivalSchedule(Supplier<ArrivalTimes> draw, int maxInFlight) {
    this.draw = draw;
    ArrivalTimes arrivalTimes = draw.get();
    long[] due = arrivalTimes.dueNanos();
    this.size = due.length;
    this.users = Math.clamp(size, 1, maxInFlight);
    this.lastNanos = size == 0 ? 0 : due[size - 1];
    int first = arrivalTimes.rampCount();
    this.measured = first == size ? null : new DueTimes(due[first], lastNanos);
  }

  int size() {
    return size;
  }

  /** Number of users needed to send all requests, at most the max in flight. */
  int users() {
    return users;
  }

  /** Time from the start to the last due time. */
  long lastNanos() {
    return lastNanos;
  }

  /** Returns the due times of the first and the last measured request, or null without any. */
  @Nullable DueTimes measured() {
    return measured;
  }

  /** Draws the due times; they take memory from here on. */
  void draw() {
    drawn = draw.get();
  }

  /** Frees the memory of the due times. */
  void release() {
    drawn = null;
  }

  /** Sets the start of the schedule; only the first call has an effect. */
  void startAt(long nanos) {
    start.compareAndSet(0, nanos);
  }

  boolean hasMore() {
    return next.get() < size;
  }

  /**
   * Takes the next request; only after {@link #draw} and {@link #startAt}.
   *
   * @return the request, or null if none is left
   */
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
