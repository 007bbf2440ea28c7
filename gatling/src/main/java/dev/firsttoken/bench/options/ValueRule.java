package dev.firsttoken.bench.options;

import org.jspecify.annotations.Nullable;

/**
 * Where a setting's value may come from and what it may be.
 *
 * @param env the environment variable that is read where no flag is given
 * @param standard the value where nothing is given; null where that means "not sent", or depends on
 *     the other settings
 * @param valid what values are valid, to follow "must be"
 * @param least of a number
 * @param most of a number
 */
record ValueRule(
    @Nullable String env, @Nullable String standard, String valid, long least, long most) {
  static final String ON_OR_OFF = "true or false";

  static ValueRule text(String valid) {
    return new ValueRule(null, null, valid, 0, 0);
  }

  static ValueRule toggle() {
    return text(ON_OR_OFF);
  }

  static ValueRule number(int least, int most) {
    return new ValueRule(
        null, null, "a whole number from %,d to %,d".formatted(least, most), least, most);
  }

  ValueRule valid(String text) {
    return new ValueRule(env, standard, text, least, most);
  }

  ValueRule env(String name) {
    return new ValueRule(name, standard, valid, least, most);
  }

  ValueRule standard(String value) {
    return new ValueRule(env, value, valid, least, most);
  }
}
