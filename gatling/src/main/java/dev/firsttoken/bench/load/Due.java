package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;

/**
 * One request that a level wants sent.
 *
 * @param ordinal its place among those of its level that are sent to warm up, or among all the
 *     others, from 0
 * @param phase which part of the level it belongs to
 * @param nanos when it should go out; {@link Sample#NONE} in the closed model: when it does
 */
record Due(int ordinal, Phase phase, long nanos) {
  /** Due whenever it is sent. */
  static Due now(int ordinal, Phase phase) {
    return new Due(ordinal, phase, Sample.NONE);
  }

  boolean measured() {
    return phase == Phase.MEASURED;
  }
}
