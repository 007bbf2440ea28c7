package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.RequestTimes;
import org.jspecify.annotations.Nullable;

/**
 * One of the slowest requests of a level.
 *
 * @param atNanos send, from the start of the level's series
 * @param offsets arrivals of content events after the send, at most {@link #MAX_OFFSETS} of them
 * @param longestGapNanos longest gap between two content events, or {@link Sample#NONE} if there is
 *     none
 * @param longestGapAtNanos its begin after the send, or {@link Sample#NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a List would box each value
public record SlowRequest(
    long atNanos,
    int round,
    long user,
    long ttftNanos,
    long e2eNanos,
    long tokens,
    int events,
    @Nullable String finishReason,
    long longestGapNanos,
    long longestGapAtNanos,
    long[] offsets) {
  /** Maximum number of offsets; a longer response is thinned evenly, first and last included. */
  public static final int MAX_OFFSETS = 100;

  /**
   * Creates the entry of a successful response, whose {@code atNanos} is its send by the samples'
   * clock.
   */
  static SlowRequest of(Sample sample, RequestTimes times, int round) {
    long[] events = sample.eventNanos();
    int gapStart = -1;
    for (int i = 1; i < events.length; i++) {
      boolean isLonger =
          gapStart < 0 || events[i] - events[i - 1] > events[gapStart + 1] - events[gapStart];
      gapStart = isLonger ? i - 1 : gapStart;
    }
    return new SlowRequest(
        sample.sendNanos(),
        round,
        sample.user(),
        times.ttftNanos(),
        times.e2eNanos(),
        times.tokens(),
        events.length,
        sample.finishReason(),
        gapStart < 0 ? Sample.NONE : events[gapStart + 1] - events[gapStart],
        gapStart < 0 ? Sample.NONE : events[gapStart] - sample.sendNanos(),
        offsets(events, sample.sendNanos()));
  }

  private static long[] offsets(long[] events, long send) {
    int count = Math.min(events.length, MAX_OFFSETS);
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      int index = count == events.length ? i : (int) ((long) i * (events.length - 1) / (count - 1));
      offsets[i] = events[index] - send;
    }
    return offsets;
  }

  /** Returns the same request with its send moved by some time. */
  SlowRequest movedBy(long nanos) {
    return new SlowRequest(
        atNanos + nanos,
        round,
        user,
        ttftNanos,
        e2eNanos,
        tokens,
        events,
        finishReason,
        longestGapNanos,
        longestGapAtNanos,
        offsets);
  }
}
