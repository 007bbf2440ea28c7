package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.TestFamily.HeadlineTest;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans the rounds that a comparison needs to see a difference, by Stein's two-stage procedure: the
 * first rounds are the pilot, whose variance decides how many there must be.
 */
public final class RoundPlanner {
  /** Rounds of the pilot. */
  public static final int PILOT_ROUNDS = LevelPair.PILOT_ROUNDS;

  /** Probability that a true difference of the size that was asked for is seen. */
  private static final double POWER = 0.9;

  private final List<Need> needs = new ArrayList<>();
  private final List<HeadlineTest> hidden = new ArrayList<>();

  /** Rounds that one test needs. */
  record Need(RoundMetric metric, String load, String target, double rounds) {}

  private RoundPlanner() {}

  /**
   * Returns how many rounds a comparison should have, those of the pilot included.
   *
   * @param pilot result of the first rounds
   * @param maxRounds limit, also if more are needed; the comparison then says so
   */
  public static int plannedRounds(Result pilot, CompareSettings settings, int maxRounds) {
    ComparedTargets compared = ComparedTargets.ofRun(pilot, settings);
    int measured = compared.rounds();
    Resolve resolve = settings.resolve();
    if (resolve == null) {
      return measured;
    }
    Need largest = of(TestFamily.of(compared), resolve, compared.error()).largest();
    double needed = largest == null ? measured : largest.rounds();
    return (int) Math.max(measured, Math.min(needed, maxRounds));
  }

  /** Plans every test of a table that the difference is asked for. */
  static RoundPlanner of(TestFamily family, Resolve resolve, MeasurementError error) {
    RoundPlanner planner = new RoundPlanner();
    for (HeadlineTest test : family.tests()) {
      if (resolve.metrics().contains(test.metric())) {
        double reference = test.pair().reference().centre(test.metric());
        if (error.hides(test.metric(), reference, reference * (1 + resolve.share()))) {
          planner.hidden.add(test);
        } else {
          double rounds = rounds(test.estimate(), family.firstStep(), resolve.share());
          planner.needs.add(new Need(test.metric(), test.load(), test.target(), rounds));
        }
      }
    }
    return planner;
  }

  /**
   * N = (s × (t_Holm + t_0.9) ÷ ln(1 + share))², with the pilot's s and degrees of freedom: the
   * mean of N rounds is beyond t_Holm with a probability of 0.9 if the true ratio is 1 + share.
   */
  private static double rounds(Estimate pilot, double level, double share) {
    double deviation = pilot.standardError() * Math.sqrt(pilot.pairs());
    double quantiles = pilot.criticalValue(level) + pilot.criticalValue(2 * (1 - POWER));
    double root = deviation * quantiles / Math.log1p(share);
    return Math.ceil(root * root);
  }

  /** Returns the test that needs the most rounds, or null if none is planned. */
  @Nullable Need largest() {
    return needs.stream().max(Comparator.comparingDouble(Need::rounds)).orElse(null);
  }

  /** Returns the tests for which such a difference is below the measurement error. */
  List<HeadlineTest> hidden() {
    return hidden;
  }
}
