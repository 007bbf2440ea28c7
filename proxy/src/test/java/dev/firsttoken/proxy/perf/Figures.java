package dev.firsttoken.proxy.perf;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One figure over the rounds.
 *
 * @param median NaN where there are none
 */
record Figures(double lowest, double median, double highest) {
  static Figures of(double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Figures(sorted[0], median, sorted[sorted.length - 1]);
  }

  /** The ratio of each round to the round beside it. */
  static Figures ofRatios(double[] rounds, double[] beside) {
    return of(IntStream.range(0, rounds.length).mapToDouble(i -> rounds[i] / beside[i]).toArray());
  }
}
