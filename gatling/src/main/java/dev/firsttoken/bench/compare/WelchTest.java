package dev.firsttoken.bench.compare;

import java.util.List;

/**
 * Welch's t test of values that were measured at different times and have no pairs: do their means
 * differ? The variances may differ.
 */
final class WelchTest {
  private WelchTest() {}

  /** Estimates the difference of the means; its degrees of freedom are Welch–Satterthwaite's. */
  static Estimate of(List<Double> values, List<Double> reference) {
    Moments one = Moments.of(values);
    Moments other = Moments.of(reference);
    double oneError = one.variance() / one.count();
    double otherError = other.variance() / other.count();
    double sum = oneError + otherError;
    double degreesOfFreedom =
        sum
            * sum
            / (oneError * oneError / (one.count() - 1)
                + otherError * otherError / (other.count() - 1));
    return new Estimate(
        one.mean() - other.mean(),
        Math.sqrt(sum),
        degreesOfFreedom,
        Math.min(one.count(), other.count()));
  }
}
