package dev.firsttoken.bench.load.levels;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the highest load that still meets its SLOs: doubles from the least one until a probe
 * misses, then halves the interval between the best that met and the least that missed, until that
 * is within a twentieth of the load. It takes for granted that more load is never easier to bear;
 * every probe stays in the result, so that whoever doubts it can look.
 */
final class CapacitySearch {
  /** Where the interval is narrow enough, as a share of the load. */
  private static final double PRECISION = 0.05;

  /** Finer than the precision. */
  private static final int DIGITS = 3;

  /** As many as a result shows; below 0.02/s a step of them is coarser than the precision. */
  private static final int DECIMALS = 3;

  private final double max;
  private final boolean integersOnly;
  private double next;
  private double met;
  private double missed;
  private boolean settled;

  /**
   * @param min the first probe
   * @param max no probe goes beyond it
   * @param integersOnly loads are whole numbers
   */
  CapacitySearch(double min, double max, boolean integersOnly) {
    this.max = max;
    this.integersOnly = integersOnly;
    this.next = Math.min(roundLoad(min, RoundingMode.UP), max);
    this.missed = Double.POSITIVE_INFINITY;
  }

  /** The next load to try; null once the highest is known. */
  @Nullable Double next() {
    return settled ? null : next;
  }

  /** What came of {@link #next}. */
  void recordResult(boolean metAll) {
    if (metAll) {
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
    // A probe right below the most would tell nothing that the most itself doesn't.
    return doubled * (1 + PRECISION) >= max
        ? max
        : Math.min(max, roundLoad(doubled, RoundingMode.HALF_UP));
  }

  /** A number that can be read in the result, and typed again. */
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

  /** The highest load that met its SLOs; 0 where none did. */
  double best() {
    return met;
  }

  /** How many further probes there can be at most, whatever they show. */
  int maxProbes() {
    return settled
        ? 0
        : 1 + Math.max(afterResult(true).maxProbes(), afterResult(false).maxProbes());
  }

  private CapacitySearch afterResult(boolean metAll) {
    CapacitySearch copy = new CapacitySearch(next, max, integersOnly);
    copy.next = next;
    copy.met = met;
    copy.missed = missed;
    copy.recordResult(metAll);
    return copy;
  }
}
