package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.RoundOptions;
import java.util.function.IntSupplier;

/** Number of rounds of a run: known from the start, or planned once, after the pilot rounds. */
final class RoundBudget {
  private final int pilotRounds;
  private final int maxRounds;
  private IntSupplier planner;
  private int planned;

  RoundBudget(RoundOptions options) {
    this.pilotRounds = options.rounds();
    this.maxRounds = options.maxRounds();
    this.planner = () -> maxRounds;
  }

  /** Sets what plans the rounds after the pilot; it is called once, when the pilot is judged. */
  synchronized void planBy(IntSupplier rounds) {
    planner = rounds;
  }

  /** Returns the number of rounds that is known so far. */
  synchronized int knownRounds() {
    return planned == 0 ? pilotRounds : planned;
  }

  /** Returns true if there is such a round; only once the pilot is judged. */
  synchronized boolean includes(int round) {
    if (round <= pilotRounds) {
      return true;
    }
    if (planned == 0) {
      planned = Math.clamp(planner.getAsInt(), pilotRounds, maxRounds);
    }
    return round <= planned;
  }
}
