package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Sends exactly {@code -Dtotal} requests by {@code -Dconcurrency} users, level after level. */
public final class SweepSimulation extends BenchSimulation {
  public SweepSimulation() {
    super(Command.SWEEP);
  }
}
