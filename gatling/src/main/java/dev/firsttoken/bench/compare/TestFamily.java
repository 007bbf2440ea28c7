package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import java.util.ArrayList;
import java.util.List;

/**
 * Every test of one table. They are judged together: the more tests, the stricter each.
 *
 * @param tests those that can be made, in the order of loads, targets and metrics
 * @param untestable those for which the rounds do not suffice
 */
record TestFamily(List<HeadlineTest> tests, List<HeadlineTest> untestable) {

  /**
   * Test of one headline metric: does a target differ from the reference at one load?
   *
   * @param estimate logarithm of the ratio; it may be untestable
   */
  record HeadlineTest(
      RoundMetric metric, String load, String target, LevelPair pair, Estimate estimate) {}

  static TestFamily of(ComparedTargets compared) {
    TestFamily family = new TestFamily(new ArrayList<>(), new ArrayList<>());
    String reference = compared.settings().reference();
    for (String load : compared.loads()) {
      for (MeasuredTarget target : compared.compared()) {
        LevelPair pair = compared.pair(target.name(), reference, load);
        if (pair != null && pair.obstacle() == null) {
          for (RoundMetric metric : compared.settings().mode().headline()) {
            if (compared.isComparable(metric, target.name(), reference)) {
              Estimate estimate = pair.logRatio(metric);
              family.add(new HeadlineTest(metric, load, target.name(), pair, estimate));
            }
          }
        }
      }
    }
    return family;
  }

  private void add(HeadlineTest test) {
    (test.estimate().isTestable() ? tests : untestable).add(test);
  }

  /** Returns the level of Holm's first step, by which the clearest difference is judged. */
  double firstStep() {
    return Holm.firstStep(tests.size());
  }
}
