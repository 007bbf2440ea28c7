package dev.firsttoken.dashboards;

import java.util.List;

/**
 * One bucket of {@code chat_ttft_ms}.
 *
 * @param lower bound that is not in it, in ms
 * @param upper bound that is in it, in ms
 */
record TtftBucket(double lower, double upper) {
  private static final List<Double> BOUNDS =
      List.of(
          1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0,
          30_000.0, 60_000.0, 120_000.0);

  /** Returns the bucket that counts a time. */
  static TtftBucket of(double millis) {
    int below = (int) BOUNDS.stream().filter(bound -> bound < millis).count();
    return new TtftBucket(
        below == 0 ? 0 : BOUNDS.get(below - 1),
        below == BOUNDS.size() ? Double.POSITIVE_INFINITY : BOUNDS.get(below));
  }

  /** True for a time in the bucket or on one of its bounds. */
  boolean touches(double millis) {
    return lower <= millis && millis <= upper;
  }
}
