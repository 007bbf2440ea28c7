package dev.firsttoken.bench.load.levels;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Search for the highest load that meets the SLO. Doubles the load from the lowest until a probe
 * misses, then bisects between the highest load that met and the lowest that missed, until the
 * interval is within 5 % of the load. Assumes that a higher load never meets an SLO that a lower
 * one missed; the result contains every probe, so that a reader can check it.
 */
final class CapacitySearch {
  /** Width of the final interval as a share of the load. */
  private static final double PRECISION = 0.05;

  /** Significant digits of a load; finer than the precision. */
  private static final int DIGITS = 3;

  /** Decimals that a result shows. Below 0.02/s such a step is coarser than the precision. */
  private static final int DECIMALS = 3;

  private final double max;
  private final boolean integersOnly;
  private double next;
  private double met;
  private double missed;
  private boolean settled;

  /**
   * @param min load of the first probe
   * @param max highest load
   * @param integersOnly true if loads are whole numbers
   */
  CapacitySearch(double min, double max, boolean integersOnly) {
    this.max = max;
    this.integersOnly = integersOnly;
    this.next = Math.min(roundLoad(min, RoundingMode.UP), max);
    this.missed = Double.POSITIVE_INFINITY;
  }

  /**
   * Chooses the next load.
   *
   * @return the load, or null once the highest is known
   */
  @Nullable Double next() {
    return settled ? null : next;
  }

  /** Records the verdict on the load that {@link #next} returned. */
  void recordResult(boolean metSlo) {
    if (metSlo) {
      met = next;
    } else {
      missed = next;
    }
    next = nextLoad();
    boolean none = met == 0;
    settled = none || next == met || next == missed || met == max || isNarrow();
  }

  private double nextLoad() {
    if (!Double.isInfinite(missed)) {
      return roundLoad((met + missed) / 2, RoundingMode.HALF_UP);
    }
    double doubled = 2 * met;
    // A probe right below the max would show no more than the max itself.
    return doubled * (1 + PRECISION) >= max
        ? max
        : Math.min(max, roundLoad(doubled, RoundingMode.HALF_UP));
  }

  /** Rounds to a number that is easy to read in the result and to type again. */
  private double roundLoad(double load, RoundingMode mode) {
    if (integersOnly) {
      return Math.floor(load);
    }
    BigDecimal digits = BigDecimal.valueOf(load).round(new MathContext(DIGITS, mode));
    return digits.setScale(Math.min(digits.scale(), DECIMALS), mode).doubleValue();
  }

  private boolean isNarrow() {
    return missed - met <= PRECISION * met || (integersOnly && missed - met <= 1);
  }

  /** Highest load that met the SLO, or 0 if none did. */
  double best() {
    return met;
  }

  /** Max number of further probes, whatever their verdicts. */
  int maxProbes() {
    return settled
        ? 0
        : 1 + Math.max(afterResult(true).maxProbes(), afterResult(false).maxProbes());
  }

  private CapacitySearch afterResult(boolean metSlo) {
    CapacitySearch copy = new CapacitySearch(next, max, integersOnly);
    copy.next = next;
    copy.met = met;
    copy.missed = missed;
    copy.recordResult(metSlo);
    return copy;
  }
}
