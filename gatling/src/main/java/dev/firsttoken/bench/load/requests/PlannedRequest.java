package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;

/**
 * One request of a level, before it is sent.
 *
 * @param ordinal from 0, among the level's warm-up requests or among all its others
 * @param dueNanos due time; {@link Sample#NONE} if the request is due when it is sent
 * @param position which request of all shards it is; {@link Sample#NONE} to take the next one
 */
public record PlannedRequest(int ordinal, Phase phase, long dueNanos, long position) {
  /** Creates a request that takes the next one of the run. */
  public PlannedRequest(int ordinal, Phase phase, long dueNanos) {
    this(ordinal, phase, dueNanos, Sample.NONE);
  }

  /** Creates a request that is due when it is sent. */
  public static PlannedRequest immediate(int ordinal, Phase phase) {
    return new PlannedRequest(ordinal, phase, Sample.NONE);
  }

  /** Returns the same request, which takes the one at that position of the run. */
  public PlannedRequest at(long runPosition) {
    return new PlannedRequest(ordinal, phase, dueNanos, runPosition);
  }

  public boolean isMeasured() {
    return phase == Phase.MEASURED;
  }
}
