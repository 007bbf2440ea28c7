package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Sends one streamed request, to check that the server can be measured. */
public final class SmokeSimulation extends BenchSimulation {
  public SmokeSimulation() {
    super(Command.SMOKE);
  }
}
