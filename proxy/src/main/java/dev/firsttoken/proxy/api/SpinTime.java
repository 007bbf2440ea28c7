package dev.firsttoken.proxy.api;

import java.math.BigDecimal;
import java.util.OptionalInt;

/**
 * CPU time to burn before each frame: {@code spin_us}, from 0 to 10,000 microseconds with at most
 * one decimal.
 */
final class SpinTime {
  static final String FIELD = "spin_us";
  static final String VARIABLE = "SYN_SPIN_US";

  private static final BigDecimal MAX_MICROS = BigDecimal.valueOf(10_000);
  private static final int NANOS_DIGITS = 3;

  /** Longer numbers are not worth the time that parsing takes. */
  private static final int MAX_CHARS = 20;

  private SpinTime() {}

  /** {@return the time in nanoseconds, or empty if the text is invalid or out of range} */
  static OptionalInt parseNanos(String micros) {
    if (micros.length() > MAX_CHARS) {
      return OptionalInt.empty();
    }
    try {
      BigDecimal value = new BigDecimal(micros);
      boolean valid =
          value.signum() >= 0
              && value.compareTo(MAX_MICROS) <= 0
              && value.stripTrailingZeros().scale() <= 1;
      return valid
          ? OptionalInt.of(value.movePointRight(NANOS_DIGITS).intValueExact())
          : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Describes an invalid value in one sentence: name, range and the value as shown. */
  static String error(String name, String shown) {
    return "%s must be a number from 0 to %s with at most one decimal, not %s."
        .formatted(name, MAX_MICROS, shown);
  }
}
