package dev.firsttoken.bench.load;

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
final class Search {
  /** Where the interval is narrow enough, as a share of the load. */
  private static final double PRECISION = 0.05;

  /** Finer than the precision. */
  private static final int DIGITS = 3;

  /** As many as a result shows; below 0.02/s a step of them is coarser than the precision. */
  private static final int DECIMALS = 3;

  private final double most;
  private final boolean whole;
  private double next;
  private double met;
  private double missed;
  private boolean settled;

  /**
   * @param least the first probe
   * @param most no probe goes beyond it
   * @param whole loads are whole numbers
   */
  Search(double least, double most, boolean whole) {
    this.most = most;
    this.whole = whole;
    this.next = Math.min(readable(least, RoundingMode.UP), most);
    this.missed = Double.POSITIVE_INFINITY;
  }

  /** The next load to try; null once the highest is known. */
  @Nullable Double next() {
    return settled ? null : next;
  }

  /** What came of {@link #next}. */
  void tried(boolean metAll) {
    if (metAll) {
      met = next;
    } else {
      missed = next;
    }
    next = following();
    boolean none = met == 0;
    settled = none || next == met || next == missed || met == most || narrow();
  }

  private double following() {
    if (!Double.isInfinite(missed)) {
      return readable((met + missed) / 2, RoundingMode.HALF_UP);
    }
    double doubled = 2 * met;
    // A probe right below the most would tell nothing that the most itself doesn't.
    return doubled * (1 + PRECISION) >= most
        ? most
        : Math.min(most, readable(doubled, RoundingMode.HALF_UP));
  }

  /** A number that can be read in the result, and typed again. */
  private double readable(double load, RoundingMode mode) {
    if (whole) {
      return Math.floor(load);
    }
    BigDecimal digits = BigDecimal.valueOf(load).round(new MathContext(DIGITS, mode));
    return digits.setScale(Math.min(digits.scale(), DECIMALS), mode).doubleValue();
  }

  private boolean narrow() {
    return missed - met <= PRECISION * met || (whole && missed - met <= 1);
  }

  /** The highest load that met its SLOs; 0 where none did. */
  double best() {
    return met;
  }

  /** How many further probes there can be at most, whatever they show. */
  int mostProbes() {
    return settled ? 0 : 1 + Math.max(after(true).mostProbes(), after(false).mostProbes());
  }

  private Search after(boolean metAll) {
    Search copy = new Search(next, most, whole);
    copy.next = next;
    copy.met = met;
    copy.missed = missed;
    copy.tried(metAll);
    return copy;
  }
}
