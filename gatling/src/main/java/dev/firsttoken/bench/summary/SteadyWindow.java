package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Applies Little's law, L = X × W, to the window in which every user of a closed level is busy:
 * from the moment when the last user has sent its first request to the moment when the first user
 * has finished its last one.
 *
 * <p>Over a window of length T, X × W is the sum of the time that each request spends inside the
 * window, divided by T: the mean number of requests in flight by the samples. L must not come from
 * the same samples, or the law would hold whatever happened; so L is what the plan promises, one
 * request in flight for each user. The two differ if a user idled between its requests (the client
 * could not keep up), if samples are missing or duplicated, or if a send was stamped late.
 */
final class SteadyWindow {
  /** In a shorter window the client's first steps, still interpreted, would look like a fault. */
  private static final long MIN_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Relative error within which the law holds. */
  private static final double TOLERANCE = 0.05;

  /**
   * A thread may be held up between two requests of a user, or between a request's stamp and its
   * count; for short requests that exceeds the relative tolerance. It excuses {@link
   * #MAX_STAMPING_ERROR} requests in flight at most.
   */
  private static final double STAMPING_ERROR_NANOS = 1_000_000;

  private static final double MAX_STAMPING_ERROR = 0.01;

  /**
   * Rests end late by a timer's error. Beyond this share of the time, it would look like a fault.
   */
  private static final double MAX_RESTING_SHARE = 0.1;

  private final Map<Long, UserSpan> users = new HashMap<>();
  private long[] sends = new long[64];
  private long[] ends = new long[64];
  private int count;

  /** Start and end of each rest, alternating. */
  private long[] rests = new long[0];

  private int restCount;

  private static final class UserSpan {
    long firstSend = Long.MAX_VALUE;
    long lastEnd = Long.MIN_VALUE;
  }

  /** Keeps 16 bytes per request: the end of the window is known only with the last one. */
  void add(Sample sample) {
    long sendNanos = sample.sendNanos();
    long endNanos = sample.endNanos();
    UserSpan userSpan = users.computeIfAbsent(sample.user(), key -> new UserSpan());
    userSpan.firstSend = Math.min(userSpan.firstSend, sendNanos);
    userSpan.lastEnd = Math.max(userSpan.lastEnd, endNanos);
    if (count == sends.length) {
      sends = Arrays.copyOf(sends, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    sends[count] = sendNanos;
    ends[count++] = endNanos;
    if (sample.restNanos() > 0) {
      addRest(endNanos, endNanos + sample.restNanos());
    }
  }

  private void addRest(long from, long to) {
    if (2 * restCount == rests.length) {
      rests = Arrays.copyOf(rests, Math.max(4 * restCount, 64));
    }
    rests[2 * restCount] = from;
    rests[2 * restCount++ + 1] = to;
  }

  /**
   * Applies the law to a closed level of {@code planned} users.
   *
   * @param withoutRests whether a user that rests by plan is expected to have no request in flight
   * @return the law, or null if there is no window: a user had no request, the window is shorter
   *     than a second, fewer requests ended in it than there are users, or users rested much
   */
  @Nullable LittlesLaw littlesLaw(int planned, boolean withoutRests) {
    if (planned < 1 || users.size() != planned) {
      return null;
    }
    long from =
        users.values().stream().mapToLong(userSpan -> userSpan.firstSend).max().orElseThrow();
    long to = users.values().stream().mapToLong(userSpan -> userSpan.lastEnd).min().orElseThrow();
    double resting = withoutRests && to > from ? (double) restNanos(from, to) / (to - from) : 0;
    return resting > MAX_RESTING_SHARE * planned ? null : littlesLaw(from, to, planned - resting);
  }

  /**
   * In the open model the plan promises no number in flight, and neither does it for plain GET
   * requests: between two short ones a user idles for the time that the client itself takes. L is
   * then what the load generator counted, as requests started and ended.
   */
  @Nullable LittlesLaw littlesLaw(LevelEnd.InFlight inFlight) {
    long nanos = inFlight.toNanos() - inFlight.fromNanos();
    return nanos <= 0 || inFlight.requestNanos() == 0
        ? null
        : littlesLaw(
            inFlight.fromNanos(), inFlight.toNanos(), (double) inFlight.requestNanos() / nanos);
  }

  private long restNanos(long from, long to) {
    long nanos = 0;
    for (int i = 0; i < restCount; i++) {
      nanos += Math.max(0, Math.min(rests[2 * i + 1], to) - Math.max(rests[2 * i], from));
    }
    return nanos;
  }

  private @Nullable LittlesLaw littlesLaw(long from, long to, double expected) {
    if (to - from < MIN_WINDOW_NANOS) {
      return null;
    }
    long busyNanos = 0;
    int ended = 0;
    for (int i = 0; i < count; i++) {
      busyNanos += Math.max(0, Math.min(ends[i], to) - Math.max(sends[i], from));
      ended += ends[i] > from && ends[i] <= to ? 1 : 0;
    }
    if (ended < expected) {
      return null;
    }
    double inFlight = (double) busyNanos / (to - from);
    double stampingError = Math.min(MAX_STAMPING_ERROR, STAMPING_ERROR_NANOS * ended / (to - from));
    double difference = Math.abs(inFlight - expected);
    return new LittlesLaw(
        to - from, expected, inFlight, difference <= Math.max(TOLERANCE * expected, stampingError));
  }
}
