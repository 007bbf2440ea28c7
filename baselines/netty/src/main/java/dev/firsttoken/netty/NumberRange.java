package dev.firsttoken.netty;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Name and range of a number that a user sets.
 *
 * @param name as the user writes it
 * @param min smallest valid value
 * @param max largest valid value, or {@link #NO_MAX}
 * @param decimals allowed decimals
 */
record NumberRange(String name, long min, long max, int decimals) {
  static final long NO_MAX = Long.MAX_VALUE;

  private static final int MAX_QUOTED_CHARS = 40;
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,20}");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?");

  NumberRange(String name, long min, long max) {
    this(name, min, max, 0);
  }

  /**
   * Parses a value of an environment variable or a query.
   *
   * @throws OutOfRangeException naming the setting, its range and its value
   */
  BigDecimal parse(String text) {
    Pattern format = decimals == 0 ? INTEGER : DECIMAL;
    if (format.matcher(text).matches()) {
      BigDecimal value = new BigDecimal(text);
      if (contains(value)) {
        return value;
      }
    }
    throw outOfRange(quote(text));
  }

  boolean contains(BigDecimal value) {
    return value.compareTo(BigDecimal.valueOf(min)) >= 0
        && (max == NO_MAX || value.compareTo(BigDecimal.valueOf(max)) <= 0)
        && value.stripTrailingZeros().scale() <= decimals;
  }

  /**
   * Describes an invalid value in one sentence.
   *
   * @param shown the value as the message shows it
   */
  OutOfRangeException outOfRange(String shown) {
    String kind = decimals == 0 ? "an integer" : "a number";
    String bounds =
        max == NO_MAX ? "of at least %d".formatted(min) : "from %d to %d".formatted(min, max);
    String precision = decimals == 0 ? "" : " with at most one decimal";
    return new OutOfRangeException(
        name, "%s must be %s %s%s, not %s.".formatted(name, kind, bounds, precision, shown));
  }

  static String quote(String text) {
    return '"' + abbreviate(text) + '"';
  }

  static String abbreviate(String text) {
    return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "...";
  }
}
