package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Sends one streamed request, to check that the server keeps the contract. */
public final class SmokeSimulation extends BenchSimulation {
  public SmokeSimulation() {
    super(Command.SMOKE);
  }
}
