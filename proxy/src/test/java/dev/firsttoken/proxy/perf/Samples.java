package dev.firsttoken.proxy.perf;

import java.util.Arrays;

/** Raw samples of one window, in ns. */
final class Samples {
  private long[] values = new long[1 << 16];
  private int count;

  void add(long nanos) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = nanos;
  }

  void clear() {
    count = 0;
  }

  /**
   * Returns the percentile by nearest rank, in ms, or NaN without samples.
   *
   * @param percent above 0, at most 100
   */
  double percentileMillis(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(values, 0, count);
    int rank = (int) Math.ceil(percent / 100 * count);
    return values[Math.max(rank, 1) - 1] / 1e6;
  }
}
