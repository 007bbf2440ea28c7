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

  private static final int DIGITS = 3;

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
    this.next = Math.min(round(least, RoundingMode.UP), most);
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
    double further = Double.isInfinite(missed) ? Math.min(2 * met, most) : (met + missed) / 2;
    if (further == most) {
      return most;
    }
    return whole ? Math.floor(further) : round(further, RoundingMode.HALF_UP);
  }

  /** To a number that can be read, and typed again: three digits are finer than the precision. */
  private static double round(double load, RoundingMode mode) {
    BigDecimal digits = BigDecimal.valueOf(load).round(new MathContext(DIGITS, mode));
    return digits.setScale(Math.min(digits.scale(), DIGITS), mode).doubleValue();
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
