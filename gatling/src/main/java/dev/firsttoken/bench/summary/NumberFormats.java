package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.Locale;

/** Formats numbers for people. */
public final class NumberFormats {
  public static final String NONE = "-";

  private NumberFormats() {}

  /** Formats nanoseconds as milliseconds for a table, or a dash for {@link Sample#NONE}. */
  public static String formatMillis(long nanos) {
    return nanos == Sample.NONE ? NONE : formatNumber(nanos / 1e6);
  }

  /** Formats a number for a table: about four digits, or a dash if it is not finite. */
  public static String formatNumber(double value) {
    return Double.isFinite(value) ? format(value, value < 100 ? 2 : value < 10_000 ? 1 : 0) : NONE;
  }

  /** Formats a number for a line that is redrawn: three digits, or all before the point. */
  public static String formatShort(double value) {
    return format(value, value < 10 ? 2 : value < 100 ? 1 : 0);
  }

  /** Formats a number for a sentence: an integer without decimals, else two decimals. */
  public static String formatPlain(double value) {
    return format(value, value == Math.rint(value) ? 0 : 2);
  }

  /** Formats a count with what is counted: {@code 1 user}, {@code 8 users}. */
  public static String formatCount(long count, String singular) {
    return count + " " + singular + (count == 1 ? "" : "s");
  }

  private static String format(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
