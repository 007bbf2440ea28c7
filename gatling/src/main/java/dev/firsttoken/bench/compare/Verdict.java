package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.TestFamily.HeadlineTest;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Verdict on one metric of a target at one load, against the reference.
 *
 * @param load the load with its model, {@code c=8}
 * @param ratio target ÷ reference
 * @param visibleByRounds smallest relative difference that the rounds can show at Holm's first step
 * @param visibleByClock smallest relative difference that is not below the measurement error
 * @param withinError whether the rounds show a difference that counts as none, because it is below
 *     the measurement error
 * @param pairs rounds that the ratio is of
 * @param doubtfulRounds numbers of the rounds that are left out
 * @param warnings codes of the result's warnings about one of the two at this load
 */
public record Verdict(
    RoundMetric metric,
    String load,
    String target,
    String reference,
    Interval ratio,
    Finding finding,
    double visibleByRounds,
    double visibleByClock,
    boolean withinError,
    int pairs,
    List<Integer> doubtfulRounds,
    List<Warning.Code> warnings) {
  /** Rounds that can't even show eleven times the value are too few. */
  private static final double TOO_FEW_ROUNDS = 10;

  /** Outcome of a test. For rates, higher is faster; for CPU time, less is faster. */
  public enum Finding {
    FASTER,
    SLOWER,
    NO_DIFFERENCE;

    /** Name in JSON: {@code no difference}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Says the finding in a word that fits the unit: a server takes more CPU, and is not slower.
     */
    public String word(RoundMetric.Unit unit) {
      boolean isFaster = this == FASTER;
      if (this == NO_DIFFERENCE) {
        return "no difference";
      }
      return switch (unit) {
        case MILLIS -> isFaster ? "faster" : "slower";
        case CPU_MILLIS, REQUEST_CPU_MILLIS, BYTES -> isFaster ? "less" : "more";
        case PER_SECOND -> isFaster ? "more" : "fewer";
      };
    }
  }

  /** Says the finding in a word that fits the metric. */
  public String word() {
    return finding.word(metric.unit());
  }

  /**
   * Returns the smallest relative difference that would have been a verdict at Holm's first step.
   * The steps after it find smaller ones.
   */
  public double smallestVisible() {
    return Math.max(visibleByRounds, visibleByClock);
  }

  /** Says which differences would have been seen: {@code ≥ 4 % visible}. */
  public String visibleText() {
    return visibleText(visibleByRounds, smallestVisible());
  }

  /**
   * Says the same of any verdict.
   *
   * @param visibleByRounds smallest relative difference that the rounds can show
   * @param smallestVisible smallest one that would have been a verdict at Holm's first step
   */
  public static String visibleText(double visibleByRounds, double smallestVisible) {
    double percent = smallestVisible * 100;
    if (visibleByRounds >= TOO_FEW_ROUNDS) {
      return "too few rounds";
    }
    double shown = percent < 1 ? Math.ceil(percent * 10) / 10 : Math.ceil(percent);
    return String.format(Locale.ROOT, shown < 1 ? "≥ %.1f %% visible" : "≥ %.0f %% visible", shown);
  }

  /** Judges all tests of a table. */
  static List<Verdict> of(TestFamily family, ComparedTargets compared) {
    List<HeadlineTest> tests = family.tests();
    boolean[] rejected =
        Holm.rejections(tests.stream().map(test -> test.estimate().pValue()).toList());
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      HeadlineTest test = tests.get(i);
      boolean withinError = rejected[i] && test.pair().isHidden(test.metric(), compared.error());
      verdicts.add(
          new Verdict(
              test.metric(),
              test.load(),
              test.target(),
              compared.settings().reference(),
              test.estimate().ratio(),
              rejected[i] && !withinError ? direction(test) : Finding.NO_DIFFERENCE,
              test.estimate().smallestVisible(family.firstStep()),
              visibleByClock(test, compared.error()),
              withinError,
              test.estimate().pairs(),
              test.pair().doubtfulRounds(),
              warnings(test.pair())));
    }
    return verdicts;
  }

  private static double visibleByClock(HeadlineTest test, MeasurementError error) {
    return error.millis(test.metric()) / test.pair().reference().centre(test.metric());
  }

  private static Finding direction(HeadlineTest test) {
    boolean isLower = test.estimate().mean() < 0;
    return isLower == test.metric().isLowerBetter() ? Finding.FASTER : Finding.SLOWER;
  }

  private static List<Warning.Code> warnings(LevelPair pair) {
    Set<Warning.Code> codes = new LinkedHashSet<>(pair.target().warnings());
    codes.addAll(pair.reference().warnings());
    return List.copyOf(codes);
  }
}
