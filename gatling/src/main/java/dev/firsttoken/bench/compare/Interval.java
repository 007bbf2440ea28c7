package dev.firsttoken.bench.compare;

/**
 * Estimated number with its 95 % interval.
 *
 * @param value NaN if there is no value
 * @param low NaN if one round alone gave the value
 * @param high NaN if one round alone gave the value
 */
public record Interval(double value, double low, double high) {

  /** Returns true if there is a value. */
  public boolean hasValue() {
    return Double.isFinite(value);
  }

  /** Returns true if there is an interval around the value. */
  public boolean hasLimits() {
    return Double.isFinite(low) && Double.isFinite(high);
  }

  /** Maps differences of logarithms to ratios. */
  Interval exp() {
    return new Interval(Math.exp(value), Math.exp(low), Math.exp(high));
  }
}
