package dev.firsttoken.proxy.perf;

import java.util.Arrays;

/**
 * Statistics of one figure over the rounds.
 *
 * @param median median, or NaN without rounds
 */
record RoundStats(double min, double median, double max) {
  static RoundStats of(double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new RoundStats(sorted[0], median, sorted[sorted.length - 1]);
  }
}
