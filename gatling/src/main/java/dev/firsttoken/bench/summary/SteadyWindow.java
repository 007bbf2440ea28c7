package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.LevelEnd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Little's law, L = X × W, in the window in which every user of a closed level is busy: from the
 * moment when the last user has sent its first request to the moment when the first user has
 * finished its last one.
 *
 * <p>Over a window of T, each request counted by the share of it that lies inside, X × W is the sum
 * of those shares over T: the mean number of requests in flight by the samples. Taken from the same
 * samples, L would be that sum again and the law would hold whatever happened; so L is what the
 * plan promises, one request in flight for each user. They differ where a user idled between its
 * requests (the client could not keep up), where samples are missing or there twice, and where a
 * send was stamped late.
 */
public final class SteadyWindow {
  /** Below it the client's first steps, still interpreted, would be taken for a fault. */
  private static final long MIN_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The law holds within this share. */
  private static final double TOLERANCE = 0.05;

  /**
   * Load and samples stamp a request each for itself, and a thread may be held up between the two:
   * of short requests that is more than a share of them. It excuses no more than so many in flight.
   */
  private static final double STAMPING_ERROR_NANOS = 1_000_000;

  private static final double MAX_STAMPING_ERROR = 0.01;

  /**
   * @param nanos length of the window
   * @param expected how many requests the plan keeps in flight, or the load counted
   * @param inFlight how many were, on average
   * @param holds they are the same, as far as can be told
   */
  public record LittlesLaw(long nanos, double expected, double inFlight, boolean holds) {
    /** How far the samples are from the plan, as a share of it. */
    double relativeError() {
      return Math.abs(inFlight - expected) / expected;
    }
  }

  private final Map<Long, UserSpan> users = new HashMap<>();
  private long[] sends = new long[64];
  private long[] ends = new long[64];
  private int count;

  private static final class UserSpan {
    long firstSend = Long.MAX_VALUE;
    long lastEnd = Long.MIN_VALUE;
  }

  /** 16 bytes a request are kept: where the window ends is only known with the last one. */
  void add(long user, long sendNanos, long endNanos) {
    UserSpan userSpan = users.computeIfAbsent(user, key -> new UserSpan());
    userSpan.firstSend = Math.min(userSpan.firstSend, sendNanos);
    userSpan.lastEnd = Math.max(userSpan.lastEnd, endNanos);
    if (count == sends.length) {
      sends = Arrays.copyOf(sends, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    sends[count] = sendNanos;
    ends[count++] = endNanos;
  }

  /**
   * Null where there is no such window: not every user had work, it is shorter than a second, or
   * fewer requests ended in it than there are users.
   */
  @Nullable LittlesLaw littlesLaw(int planned) {
    if (planned < 1 || users.size() != planned) {
      return null;
    }
    long from =
        users.values().stream().mapToLong(userSpan -> userSpan.firstSend).max().orElseThrow();
    long to = users.values().stream().mapToLong(userSpan -> userSpan.lastEnd).min().orElseThrow();
    return littlesLaw(from, to, planned);
  }

  /**
   * In the open model the plan promises no number in flight: L is what the load counted, as
   * requests began and ended, in the time in which requests were due.
   */
  @Nullable LittlesLaw littlesLaw(LevelEnd.InFlight inFlight) {
    long nanos = inFlight.toNanos() - inFlight.fromNanos();
    return nanos <= 0 || inFlight.requestNanos() == 0
        ? null
        : littlesLaw(
            inFlight.fromNanos(), inFlight.toNanos(), (double) inFlight.requestNanos() / nanos);
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
