package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A value, or the reason why it is missing.
 *
 * @param value null if it is missing
 * @param missing reason, as the rest of a sentence; null if the value is present
 */
public record Lookup<T>(@Nullable T value, @Nullable String missing) {
  static <T> Lookup<T> of(T value) {
    return new Lookup<>(value, null);
  }

  static <T> Lookup<T> missing(String reason) {
    return new Lookup<>(null, reason);
  }
}
