package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Loads several servers in turns, round after round, and compares them. */
public final class CompareSimulation extends BenchSimulation {
  public CompareSimulation() {
    super(Command.COMPARE);
  }
}
