package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.compare.Interval;
import dev.firsttoken.bench.compare.Verdict;
import dev.firsttoken.bench.compare.Verdict.Finding;

/**
 * Verdict on one metric of a server, against the reference.
 *
 * @param ratio target ÷ reference
 * @param visibleByRounds smallest relative difference that the rounds can show
 * @param visibleByClock smallest relative difference that is not below the measurement error
 * @param withinError whether the rounds show a difference that counts as none, because it is below
 *     the measurement error
 * @param pairs rounds that the ratio is of
 */
public record WrkVerdict(
    WrkMetric metric,
    String target,
    Interval ratio,
    Finding finding,
    double visibleByRounds,
    double visibleByClock,
    boolean withinError,
    int pairs) {

  /**
   * Returns the smallest relative difference that would have been a verdict at Holm's first step.
   */
  public double smallestVisible() {
    return Math.max(visibleByRounds, visibleByClock);
  }

  /** Says the finding in a word that fits the metric. */
  public String word() {
    return finding.word(metric.unit());
  }

  /** Says how sure the finding is: its interval, or which differences would have been seen. */
  public String certainty() {
    return switch (finding) {
      case FASTER, SLOWER -> "95 %: " + ratio.limitsText();
      case NO_DIFFERENCE ->
          withinError ? "below error" : Verdict.visibleText(visibleByRounds, smallestVisible());
    };
  }
}
