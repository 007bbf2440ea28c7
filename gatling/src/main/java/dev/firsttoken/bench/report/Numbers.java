package dev.firsttoken.bench.report;

import dev.firsttoken.bench.samples.Sample;
import java.util.Locale;

/** Numbers as a table shows them: about four digits, a dash for none. */
final class Numbers {
  static final String NONE = "-";

  private Numbers() {}

  /** Nanoseconds in milliseconds. */
  static String millis(long nanos) {
    return nanos == Sample.NONE ? NONE : digits(nanos / 1e6);
  }

  /** Nanoseconds in seconds. */
  static String seconds(long nanos) {
    return nanos == Sample.NONE ? NONE : digits(nanos / 1e9);
  }

  static String digits(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    int decimals = value < 100 ? 2 : value < 10_000 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
