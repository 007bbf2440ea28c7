package dev.firsttoken.bench.summary;

import org.jspecify.annotations.Nullable;

/**
 * Requests that failed for one cause.
 *
 * @param example detail of the first of them, or null if it has none
 */
public record Failure(int count, @Nullable String example) {
  /** Returns the sum of both, with this example if there is one. */
  public Failure merge(Failure other) {
    return new Failure(count + other.count, example == null ? other.example : example);
  }
}
