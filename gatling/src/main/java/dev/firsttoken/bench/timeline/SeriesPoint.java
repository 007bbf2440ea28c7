package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;

/**
 * Sums of one stretch of a level's time.
 *
 * @param widthNanos length of the stretch, at least 1
 * @param ok successful responses that ended in it
 * @param tokens output tokens of successful responses, by the arrival of their content events
 * @param busyNanos time that all requests together were in flight
 * @param errors requests that failed in it
 * @param ttfts TTFT of the successful responses whose first content event arrived in it, in
 *     nanoseconds, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a List would box each value
record SeriesPoint(
    long widthNanos, long ok, double tokens, long busyNanos, long errors, long[] ttfts) {

  /** Returns the stretch that both cover together; {@code next} follows this one. */
  SeriesPoint join(SeriesPoint next) {
    long[] both = Arrays.copyOf(ttfts, ttfts.length + next.ttfts.length);
    System.arraycopy(next.ttfts, 0, both, ttfts.length, next.ttfts.length);
    Arrays.sort(both);
    return new SeriesPoint(
        widthNanos + next.widthNanos,
        ok + next.ok,
        tokens + next.tokens,
        busyNanos + next.busyNanos,
        errors + next.errors,
        both);
  }

  double rps() {
    return perSecond((double) ok);
  }

  double tps() {
    return perSecond(tokens);
  }

  /** Mean number of requests in flight. */
  double inFlight() {
    return (double) busyNanos / widthNanos;
  }

  /** Returns a percentile of TTFT (nearest rank), or {@link Sample#NONE} if there is no value. */
  long ttftNanos(int percent) {
    if (ttfts.length == 0) {
      return Sample.NONE;
    }
    int rank = (int) (((long) percent * ttfts.length + 99) / 100);
    return ttfts[Math.max(rank, 1) - 1];
  }

  private double perSecond(double count) {
    return count * 1e9 / widthNanos;
  }
}
