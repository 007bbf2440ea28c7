package dev.firsttoken.bench.summary;

import org.jspecify.annotations.Nullable;

/**
 * The requests that failed in one way.
 *
 * @param example the detail of the first of them
 */
public record Failure(int count, @Nullable String example) {
  /** Both together; the example is the earlier one's. */
  public Failure merge(Failure other) {
    return new Failure(count + other.count, example == null ? other.example : example);
  }
}
