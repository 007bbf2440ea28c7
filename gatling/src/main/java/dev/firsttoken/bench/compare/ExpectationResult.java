package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.Expectation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of an expectation.
 *
 * @param outcome the worst of all loads; undecided if nothing was measured
 * @param confidence probability that the interval of a load holds its true ratio, below 1: so high
 *     that equal servers fail any expectation of the command in one run of a hundred
 * @param loads one entry for each load
 */
public record ExpectationResult(
    Expectation expectation, Outcome outcome, double confidence, List<AtLoad> loads) {

  /**
   * The expectation at one load.
   *
   * @param ratio left ÷ right; without a value if there is none
   * @param obstacle clause that says why the ratio can't be judged, or null if it can
   */
  public record AtLoad(String load, Interval ratio, Outcome outcome, @Nullable String obstacle) {}

  static ExpectationResult of(Expectation expectation, ComparedTargets compared) {
    int judgements =
        compared.settings().expectations().size() * Math.max(1, compared.loads().size());
    double outside = Holm.ERROR_RATE / judgements;
    List<AtLoad> loads = new ArrayList<>();
    for (String load : compared.loads()) {
      loads.add(judge(expectation, compared, load, outside));
    }
    Outcome outcome =
        loads.stream().map(AtLoad::outcome).max(Outcome::compareTo).orElse(Outcome.UNDECIDED);
    return new ExpectationResult(expectation, outcome, 1 - outside, loads);
  }

  private static AtLoad judge(
      Expectation expectation, ComparedTargets compared, String load, double outside) {
    LevelPair pair = compared.pair(expectation.left(), expectation.right(), load);
    if (pair == null) {
      return undecided(load, "one of the two was not measured");
    }
    Obstacle obstacle = pair.obstacle();
    if (obstacle != null) {
      return undecided(load, obstacle.reason());
    }
    if (!compared.isComparable(expectation.metric(), expectation.left(), expectation.right())) {
      return undecided(load, "one of the two is the upstream, whose CPU does another job");
    }
    Interval ratio = pair.logRatio(expectation.metric()).ratio(outside);
    if (!ratio.hasLimits()) {
      return undecided(load, "fewer than 2 rounds have a value of both that is not 0");
    }
    Outcome outcome = expectation.judge(ratio);
    return outcome == Outcome.FAILS && pair.isHidden(expectation.metric(), compared.error())
        ? new AtLoad(
            load, ratio, Outcome.UNDECIDED, "the difference is below the measurement error")
        : new AtLoad(load, ratio, outcome, null);
  }

  private static AtLoad undecided(String load, String obstacle) {
    Interval none = new Interval(Double.NaN, Double.NaN, Double.NaN);
    return new AtLoad(load, none, Outcome.UNDECIDED, obstacle);
  }

  /** Says for people what was expected and what was found, at the loads that decide the outcome. */
  public String message() {
    String expected =
        "Expected: %s of %s is %s %sthat of %s"
            .formatted(
                expectation.metric().label(),
                expectation.left(),
                expectation.operator().words(),
                expectation.hasFactor()
                    ? expectation.factor().stripTrailingZeros().toPlainString() + " times "
                    : "",
                expectation.right());
    List<String> found =
        loads.stream().filter(load -> load.outcome() == outcome).map(this::describe).toList();
    String heading =
        switch (outcome) {
          case HOLDS -> "holds";
          case UNDECIDED -> "is undecided";
          case FAILS -> "FAILED";
        };
    return "%s %s. %s: %s"
        .formatted(
            expectation,
            heading,
            expected,
            found.isEmpty() ? "no load was measured" : String.join("; ", found));
  }

  private String describe(AtLoad load) {
    if (!load.ratio().hasLimits()) {
      return "none at %s, because %s".formatted(load.load(), load.obstacle());
    }
    String ratio =
        String.format(
            Locale.ROOT,
            "%.3f (%.4g %%: %.3f–%.3f) at %s",
            load.ratio().value(),
            100 * confidence,
            load.ratio().low(),
            load.ratio().high(),
            load.load());
    return load.obstacle() == null ? ratio : "%s, but %s".formatted(ratio, load.obstacle());
  }
}
