package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Level;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a level: results are merged level by level where the keys are equal.
 *
 * @param name the load with its model, {@code c=8}
 * @param arrivals arrival process, or null in the closed model
 */
record LevelKey(String name, @Nullable String arrivals) {

  static LevelKey of(Level plan) {
    return new LevelKey(plan.name(), plan.arrivals());
  }
}
