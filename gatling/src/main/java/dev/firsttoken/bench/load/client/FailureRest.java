package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rest of one closed-model user after a request that failed at once. Without it, a user would ask a
 * server that refuses it thousands of times a second. Each further failure doubles the rest.
 */
public final class FailureRest {
  /** Longest rest, whatever the server asks for. */
  public static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MAX_DOUBLINGS = 4;

  /** A failure that took longer than this cannot repeat often enough to do harm. */
  private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private int failures;

  FailureRest() {}

  /**
   * Determines the rest after a request.
   *
   * @param contentEvents number of content events of the response
   * @param retryAfter value of the response's Retry-After header, or null if it has none
   * @return the rest in nanoseconds, or 0
   */
  long after(Outcome outcome, int contentEvents, long durationNanos, @Nullable String retryAfter) {
    boolean failedAtOnce =
        outcome != Outcome.OK
            && outcome != Outcome.ABORTED
            && contentEvents == 0
            && durationNanos < AT_ONCE_NANOS;
    if (!failedAtOnce) {
      failures = 0;
      return 0;
    }
    long rest = FIRST_NANOS << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    return Math.max(rest, Math.min(parseSeconds(retryAfter), MAX_NANOS));
  }

  /** Reads a number of seconds; a date is ignored, since the clocks of two hosts may differ. */
  private static long parseSeconds(@Nullable String retryAfter) {
    String digits = retryAfter == null ? "" : retryAfter.strip();
    return digits.matches("[0-9]{1,9}") ? TimeUnit.SECONDS.toNanos(Long.parseLong(digits)) : 0;
  }
}
