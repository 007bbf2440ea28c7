package dev.firsttoken.bench.summary;

import org.jspecify.annotations.Nullable;

/**
 * Requests that failed for one cause.
 *
 * @param example detail of the first of them, or null if it has none
 * @param status HTTP status of that one, or 0 if it has none
 */
public record Failure(int count, @Nullable String example, int status) {
  /** Returns the sum of both, with this example if there is one. */
  public Failure merge(Failure other) {
    return example == null
        ? new Failure(count + other.count, other.example, other.status)
        : new Failure(count + other.count, example, status);
  }
}
