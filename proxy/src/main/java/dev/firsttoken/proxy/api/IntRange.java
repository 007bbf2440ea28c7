package dev.firsttoken.proxy.api;

import java.util.OptionalInt;

/**
 * Name and range of an integer that a user sets.
 *
 * @param name as the user writes it
 * @param min smallest valid value
 * @param max largest valid value
 */
public record IntRange(String name, int min, int max) {
  private static final int MAX_QUOTED_CHARS = 40;

  /** {@return the value of a decimal integer, or empty if it is invalid or out of range} */
  public OptionalInt parse(String text) {
    try {
      int value = Integer.parseInt(text);
      return contains(value) ? OptionalInt.of(value) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  boolean contains(int value) {
    return value >= min && value <= max;
  }

  /** Describes an invalid text in one sentence: name, range and the text itself. */
  public String parseError(String text) {
    return rangeError('"' + abbreviate(text) + '"');
  }

  /** Describes an invalid value, which is shown as it is. */
  String rangeError(String shown) {
    return "%s must be an integer from %d to %d, not %s.".formatted(name, min, max, shown);
  }

  static String abbreviate(String text) {
    return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "...";
  }
}
