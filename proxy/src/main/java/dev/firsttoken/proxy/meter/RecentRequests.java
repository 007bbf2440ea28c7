package dev.firsttoken.proxy.meter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of the last requests that have ended: as many as the ring has places, none older than
 * a minute. Any event loop adds without a lock, and a new record takes the place of the oldest.
 */
public final class RecentRequests {
  /** Most records that are kept. */
  public static final int MAX_RECORDS = 1000;

  /** Time for which a record is kept after the end of its request. */
  public static final Duration MAX_AGE = Duration.ofSeconds(60);

  private final AtomicReferenceArray<@Nullable RequestRecord> ring =
      new AtomicReferenceArray<>(MAX_RECORDS);
  private final AtomicLong added = new AtomicLong();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime the monotonic clock
   */
  RecentRequests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void add(RequestRecord record) {
    ring.setRelease((int) (added.getAndIncrement() % MAX_RECORDS), record);
  }

  /**
   * Looks at every place of the ring, which takes microseconds.
   *
   * @return the record, or null if there is none or it is too old
   */
  public @Nullable RequestRecord find(String id) {
    long nowNanos = nanoTime.getAsLong();
    for (int i = 0; i < MAX_RECORDS; i++) {
      RequestRecord record = ring.getAcquire(i);
      if (record != null && record.id().equals(id)) {
        return nowNanos - record.moments().ended() <= MAX_AGE.toNanos() ? record : null;
      }
    }
    return null;
  }
}
