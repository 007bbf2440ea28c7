package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rest of one closed-model user after a rejection, or after another request that failed at once.
 * Without it, a user would ask a server that refuses it thousands of times a second. The server
 * says how long the rest is; else each further failure doubles it.
 */
public final class FailureRest {
  /** Longest rest, whatever the server asks for. */
  public static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Longest rest if the server does not ask for one. */
  private static final long MAX_UNASKED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MAX_DOUBLINGS = 5;

  /** A failure that took longer than this cannot repeat often enough to do harm. */
  private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private int failures;

  FailureRest() {}

  /**
   * Ending of a request.
   *
   * @param status HTTP status of the response, or 0 without one
   * @param contentEvents number of content events of the response
   */
  record Ending(Outcome outcome, int status, int contentEvents, long durationNanos) {
    private boolean needsRest() {
      boolean failedAtOnce =
          outcome != Outcome.OK
              && outcome != Outcome.ABORTED
              && contentEvents == 0
              && durationNanos < AT_ONCE_NANOS;
      return failedAtOnce || outcome.isRejection(status);
    }
  }

  /**
   * Determines the rest after a request.
   *
   * @param retryAfter value of the response's Retry-After header, or null if it has none
   * @return the rest in nanoseconds, or 0
   */
  long after(Ending ending, @Nullable String retryAfter) {
    if (!ending.needsRest()) {
      failures = 0;
      return 0;
    }
    long unasked = Math.min(FIRST_NANOS << Math.min(failures, MAX_DOUBLINGS), MAX_UNASKED_NANOS);
    failures++;
    long asked = parseSeconds(retryAfter);
    return asked == 0 ? unasked : Math.max(Math.min(asked, MAX_NANOS), FIRST_NANOS);
  }

  /** Reads a number of seconds; a date is ignored, since the clocks of two hosts may differ. */
  private static long parseSeconds(@Nullable String retryAfter) {
    String digits = retryAfter == null ? "" : retryAfter.strip();
    return digits.matches("[0-9]{1,9}") ? TimeUnit.SECONDS.toNanos(Long.parseLong(digits)) : 0;
  }
}
