package dev.firsttoken.bench.compare;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Estimated mean difference, with its uncertainty. Of logarithms, it is the logarithm of a ratio.
 *
 * @param mean NaN or infinite if a value is missing or has no logarithm
 * @param standardError NaN without at least two pairs; 0 if all differences are equal
 * @param degreesOfFreedom of Student's t distribution that the mean follows
 * @param pairs differences that the mean is of
 */
public record Estimate(double mean, double standardError, double degreesOfFreedom, int pairs) {
  private static final double OUTSIDE_INTERVAL = 0.05;

  /** Differences smaller than this come from rounding, not from measuring. */
  private static final double MIN_STANDARD_ERROR = 1e-12;

  /** Returns true if the difference can be tested. */
  public boolean isTestable() {
    return Double.isFinite(mean) && standardError > MIN_STANDARD_ERROR && degreesOfFreedom > 0;
  }

  /** Returns the two-sided probability of such a mean, or a larger one, if nothing differs. */
  public double pValue() {
    return 2 * distribution().survivalProbability(Math.abs(mean) / standardError);
  }

  /** Returns the mean with its 95 % interval. */
  Interval interval() {
    return interval(OUTSIDE_INTERVAL);
  }

  private Interval interval(double outside) {
    double halfWidth = halfWidth(outside);
    return new Interval(mean, mean - halfWidth, mean + halfWidth);
  }

  /** Returns 0 if all differences are equal, and NaN without at least two. */
  private double halfWidth(double outside) {
    if (isTestable()) {
      return criticalValue(outside) * standardError;
    }
    return standardError <= MIN_STANDARD_ERROR ? 0 : Double.NaN;
  }

  /** Returns the ratio with its 95 % interval, for an estimate of logarithms. */
  public Interval ratio() {
    return ratio(OUTSIDE_INTERVAL);
  }

  /**
   * Returns the ratio with an interval, for an estimate of logarithms.
   *
   * @param outside probability that the true ratio lies outside of the interval
   */
  Interval ratio(double outside) {
    return interval(outside).exp();
  }

  /**
   * Returns the smallest relative difference that a two-sided test rejects, for an estimate of
   * logarithms: exp(t × standard error) − 1.
   *
   * @param level probability of a false rejection
   */
  public double smallestVisible(double level) {
    return Math.expm1(criticalValue(level) * standardError);
  }

  /** Returns the quantile of t that a two-sided test at this level needs. */
  double criticalValue(double level) {
    return distribution().inverseSurvivalProbability(level / 2);
  }

  private TDistribution distribution() {
    return TDistribution.of(degreesOfFreedom);
  }
}
