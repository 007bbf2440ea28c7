package dev.firsttoken.proxy.perf;

import java.util.stream.IntStream;

/**
 * Ratio of one figure to that of another target, over the rounds.
 *
 * @param mean geometric mean of the rounds' ratios
 * @param low lower end of its 95 % interval, or NaN of a single round
 * @param high upper end
 */
record Ratio(double mean, double low, double high) {
  /** Student's t, two-sided 95 %, by degrees of freedom. More of them take the last. */
  private static final double[] T = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086
  };

  /** Divides each round by the same round of the other target. */
  static Ratio of(double[] rounds, double[] baseline) {
    double[] logs =
        IntStream.range(0, rounds.length)
            .mapToDouble(i -> Math.log(rounds[i] / baseline[i]))
            .toArray();
    int count = logs.length;
    double mean = IntStream.range(0, count).mapToDouble(i -> logs[i]).sum() / count;
    if (count < 2) {
      return new Ratio(Math.exp(mean), Double.NaN, Double.NaN);
    }
    double squares = IntStream.range(0, count).mapToDouble(i -> Math.pow(logs[i] - mean, 2)).sum();
    double half = T[Math.min(count - 2, T.length - 1)] * Math.sqrt(squares / (count - 1) / count);
    return new Ratio(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
  }

  /** Formats it for the table. */
  String text() {
    if (Double.isNaN(mean)) {
      return "–";
    }
    return Double.isNaN(low)
        ? "%.2f".formatted(mean)
        : "%.2f (%.2f–%.2f)".formatted(mean, low, high);
  }
}
