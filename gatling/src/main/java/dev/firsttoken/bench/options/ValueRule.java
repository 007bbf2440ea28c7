package dev.firsttoken.bench.options;

import org.jspecify.annotations.Nullable;

/**
 * Where a setting's value may come from and what it may be.
 *
 * @param env the environment variable that is read where no flag is given
 * @param defaultValue the value where nothing is given; null where that means "not sent", or
 *     depends on the other settings
 * @param validValues what values are valid, to follow "must be"
 * @param min of a number
 * @param max of a number
 */
record ValueRule(
    @Nullable String env, @Nullable String defaultValue, String validValues, long min, long max) {
  static final String TRUE_OR_FALSE = "true or false";

  static ValueRule text(String validValues) {
    return new ValueRule(null, null, validValues, 0, 0);
  }

  static ValueRule toggle() {
    return text(TRUE_OR_FALSE);
  }

  static ValueRule number(int min, int max) {
    return new ValueRule(
        null, null, "a whole number from %,d to %,d".formatted(min, max), min, max);
  }

  ValueRule validValues(String text) {
    return new ValueRule(env, defaultValue, text, min, max);
  }

  ValueRule env(String name) {
    return new ValueRule(name, defaultValue, validValues, min, max);
  }

  ValueRule defaultValue(String value) {
    return new ValueRule(env, value, validValues, min, max);
  }
}
