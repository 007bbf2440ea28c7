package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;

/**
 * One request that a level wants sent.
 *
 * @param ordinal its place among those of its level that are sent to warm up, or among all the
 *     others, from 0
 * @param phase which part of the level it belongs to
 * @param dueNanos when it should go out; {@link Sample#NONE} in the closed model: when it does
 */
public record PlannedRequest(int ordinal, Phase phase, long dueNanos) {
  /** Due whenever it is sent. */
  public static PlannedRequest immediate(int ordinal, Phase phase) {
    return new PlannedRequest(ordinal, phase, Sample.NONE);
  }

  public boolean isMeasured() {
    return phase == Phase.MEASURED;
  }
}
