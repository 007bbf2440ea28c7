package dev.firsttoken.bench.timeline;

import java.util.Arrays;

/** Sums of one second of a level, while its samples are added. */
final class SecondSums {
  long ok;
  double tokens;
  long busyNanos;
  long errors;
  private long[] ttfts = new long[4];
  private int ttftCount;

  void addTtft(long nanos) {
    if (ttftCount == ttfts.length) {
      ttfts = Arrays.copyOf(ttfts, 2 * ttftCount);
    }
    ttfts[ttftCount++] = nanos;
  }

  SeriesPoint close(long widthNanos) {
    long[] sorted = Arrays.copyOf(ttfts, ttftCount);
    Arrays.sort(sorted);
    return new SeriesPoint(widthNanos, ok, tokens, busyNanos, errors, sorted);
  }
}
