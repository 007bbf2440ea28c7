package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Sample;
import java.util.Locale;

/** Numbers as a table shows them: about four digits, a dash for none. */
final class NumberFormats {
  static final String NONE = "-";

  private NumberFormats() {}

  /** Nanoseconds in milliseconds. */
  static String formatMillis(long nanos) {
    return nanos == Sample.NONE ? NONE : formatNumber(nanos / 1e6);
  }

  /** Nanoseconds in seconds. */
  static String formatSeconds(long nanos) {
    return nanos == Sample.NONE ? NONE : formatNumber(nanos / 1e9);
  }

  static String formatNumber(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    int decimals = value < 100 ? 2 : value < 10_000 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
