package dev.firsttoken.bench.wrk.output;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as wrk prints them: {@code 568.80us}, {@code 152.22M}, {@code -nanus}. */
final class WrkUnits {
  private static final Pattern QUANTITY =
      Pattern.compile("(-?nan|-?inf|\\d{1,18}(?:\\.\\d{1,9})?)([A-Za-z]?[a-z]?)");

  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final String BINARY_PREFIXES = "KMGTP";
  private static final double BINARY_STEP = 1024;

  private WrkUnits() {}

  /**
   * Parses a time.
   *
   * @return milliseconds; NaN for {@code nan}
   * @throws IllegalArgumentException if the text is no time
   */
  static double millis(String text) {
    Matcher matcher = match(text);
    double value = value(matcher);
    return switch (matcher.group(2)) {
      case "us" -> value / MICROS_PER_MILLI;
      case "ms" -> value;
      case "s" -> value * MILLIS_PER_SECOND;
      case "m" -> value * MILLIS_PER_SECOND * SECONDS_PER_MINUTE;
      case "h" -> value * MILLIS_PER_SECOND * SECONDS_PER_HOUR;
      default -> throw invalid(text);
    };
  }

  /**
   * Parses a size whose unit, {@code B}, was cut off. Prefixes are powers of 1024.
   *
   * @throws IllegalArgumentException if the text is no size
   */
  static double bytes(String text) {
    Matcher matcher = match(text);
    String prefix = matcher.group(2);
    int power = prefix.isEmpty() ? 0 : BINARY_PREFIXES.indexOf(prefix) + 1;
    if (power == 0 && !prefix.isEmpty()) {
      throw invalid(text);
    }
    return value(matcher) * Math.pow(BINARY_STEP, power);
  }

  /**
   * Parses a number without a unit.
   *
   * @return NaN for {@code nan}
   * @throws IllegalArgumentException if the text is no number
   */
  static double number(String text) {
    Matcher matcher = match(text);
    if (!matcher.group(2).isEmpty()) {
      throw invalid(text);
    }
    return value(matcher);
  }

  private static Matcher match(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    return matcher;
  }

  private static double value(Matcher matcher) {
    String digits = matcher.group(1);
    return Character.isDigit(digits.charAt(0)) ? Double.parseDouble(digits) : Double.NaN;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("\"" + text + "\" is no quantity");
  }
}
