package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;

/**
 * One request of a level, before it is sent.
 *
 * @param ordinal from 0, among the level's warm-up requests or among all its others
 * @param dueNanos due time; {@link Sample#NONE} if the request is due when it is sent
 */
public record PlannedRequest(int ordinal, Phase phase, long dueNanos) {
  /** Creates a request that is due when it is sent. */
  public static PlannedRequest immediate(int ordinal, Phase phase) {
    return new PlannedRequest(ordinal, phase, Sample.NONE);
  }

  public boolean isMeasured() {
    return phase == Phase.MEASURED;
  }
}
