package dev.firsttoken.bench.samples;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Part of a level that a shard sends.
 *
 * @param plan users, rate and requests of the part
 * @param due times at which its measured requests are due; null in the closed model, or if there
 *     are none
 */
public record LevelShare(Level plan, @Nullable DueTimes due) {
  public LevelShare {
    Objects.requireNonNull(plan, "a level has no plan");
  }

  /** Returns true if the plan has no request for the shard. */
  public boolean isEmpty() {
    return plan.usesOpenModel() && due == null;
  }

  /**
   * First and last due time of an open level's measured requests.
   *
   * @param firstNanos from the start of the level
   * @param lastNanos from the start of the level
   */
  public record DueTimes(long firstNanos, long lastNanos) {}
}
