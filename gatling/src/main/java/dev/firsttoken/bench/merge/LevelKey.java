package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a level: results are merged level by level where the keys are equal.
 *
 * @param target name of the server under load
 * @param round turn of all targets at this load
 * @param kind kind of the requests
 * @param name the load with its model, {@code c=8}
 * @param arrivals arrival process, or null in the closed model
 */
record LevelKey(
    String target, int round, RequestKind kind, String name, @Nullable Arrivals arrivals) {

  static LevelKey of(Level plan) {
    return new LevelKey(plan.target(), plan.round(), plan.kind(), plan.name(), plan.arrivals());
  }
}
