package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.Nullable;

/**
 * What was looked for, or why it isn't known: one of the two is there.
 *
 * @param value null where it isn't known
 * @param missing why not, as the rest of a sentence; null where it is known
 */
public record Lookup<T>(@Nullable T value, @Nullable String missing) {
  static <T> Lookup<T> of(T value) {
    return new Lookup<>(value, null);
  }

  static <T> Lookup<T> missing(String reason) {
    return new Lookup<>(null, reason);
  }
}
