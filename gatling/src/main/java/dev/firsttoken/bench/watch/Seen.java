package dev.firsttoken.bench.watch;

import org.jspecify.annotations.Nullable;

/**
 * What was looked for, or why it isn't known: one of the two is there.
 *
 * @param value null where it isn't known
 * @param missing why not, as the rest of a sentence; null where it is known
 */
public record Seen<T>(@Nullable T value, @Nullable String missing) {
  static <T> Seen<T> of(T value) {
    return new Seen<>(value, null);
  }

  static <T> Seen<T> missing(String why) {
    return new Seen<>(null, why);
  }
}
