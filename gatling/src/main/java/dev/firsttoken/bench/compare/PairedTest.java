package dev.firsttoken.bench.compare;

import java.util.List;

/** Student's t test of paired values: is the mean of their differences 0? */
public final class PairedTest {
  private PairedTest() {}

  /** Estimates the mean of the differences. */
  public static Estimate of(List<Double> differences) {
    return ofPilot(differences, differences);
  }

  /**
   * Estimates the mean of all differences with the variance of the pilot alone, as the second stage
   * of Stein's procedure: the pilot's variance chose the number of pairs, so that only its own
   * degrees of freedom count.
   *
   * @param pilot the first differences of {@code all}
   */
  static Estimate ofPilot(List<Double> pilot, List<Double> all) {
    double variance = Moments.of(pilot).variance();
    return new Estimate(
        Moments.of(all).mean(),
        Math.sqrt(variance / all.size()),
        Math.max(pilot.size() - 1, 0),
        all.size());
  }
}
