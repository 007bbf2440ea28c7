package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Sends {@code -Drepeat} requests by one user, one after the other. */
public final class RunSimulation extends BenchSimulation {
  public RunSimulation() {
    super(Command.RUN);
  }
}
