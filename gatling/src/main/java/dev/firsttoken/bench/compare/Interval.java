package dev.firsttoken.bench.compare;

import java.util.Locale;

/**
 * Estimated number with its interval, of 95 % unless another is asked for.
 *
 * @param value NaN if there is no value
 * @param low NaN if one round alone gave the value
 * @param high NaN if one round alone gave the value
 */
public record Interval(double value, double low, double high) {
  private static final int MAX_DECIMALS = 4;

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

  /** Maps ratios to differences from the value that they are ratios to. */
  Interval toDifference(double reference) {
    return new Interval(reference * (value - 1), reference * (low - 1), reference * (high - 1));
  }

  /** Formats a ratio for people: {@code 1.42}. */
  public String ratioText() {
    return format(value);
  }

  /** Formats the limits of a ratio for people, {@code 1.38–1.47}; a dash if there are none. */
  public String limitsText() {
    return hasLimits() ? format(low) + "–" + format(high) : "-";
  }

  /** All three have the same decimals, enough to tell the value and the limits from 1. */
  private String format(double number) {
    int decimals = Math.abs(value - 1) < 0.01 || value < 0.1 ? 3 : value < 10 ? 2 : 1;
    while (decimals < MAX_DECIMALS
        && (looksLikeOne(low, decimals) || looksLikeOne(high, decimals))) {
      decimals++;
    }
    return format(number, decimals);
  }

  private static boolean looksLikeOne(double number, int decimals) {
    return number != 1 && format(number, decimals).equals(format(1, decimals));
  }

  private static String format(double number, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
