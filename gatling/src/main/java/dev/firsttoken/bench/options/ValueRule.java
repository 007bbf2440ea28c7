package dev.firsttoken.bench.options;

import org.jspecify.annotations.Nullable;

/**
 * Source and range of a setting's value.
 *
 * @param env environment variable to use if no flag is given, or null for none
 * @param defaultValue value to use if none is given, or null if that means "not sent" or depends on
 *     other settings
 * @param validValues description of the valid values, to follow "must be"
 * @param min smallest valid number
 * @param max largest valid number; 0 for a text
 * @param repeatable whether it may be given several times
 */
record ValueRule(
    @Nullable String env,
    @Nullable String defaultValue,
    String validValues,
    long min,
    long max,
    boolean repeatable) {
  static final String TRUE_OR_FALSE = "true or false";

  static ValueRule text(String validValues) {
    return new ValueRule(null, null, validValues, 0, 0, false);
  }

  static ValueRule toggle() {
    return text(TRUE_OR_FALSE);
  }

  static ValueRule number(int min, int max) {
    return new ValueRule(
        null, null, "a whole number from %,d to %,d".formatted(min, max), min, max, false);
  }

  ValueRule validValues(String text) {
    return new ValueRule(env, defaultValue, text, min, max, repeatable);
  }

  ValueRule env(String name) {
    return new ValueRule(name, defaultValue, validValues, min, max, repeatable);
  }

  ValueRule defaultValue(String value) {
    return new ValueRule(env, value, validValues, min, max, repeatable);
  }

  /** Returns a rule of a setting that may be given several times: its text has one value a line. */
  ValueRule lines() {
    return new ValueRule(env, defaultValue, validValues, min, max, true);
  }
}
