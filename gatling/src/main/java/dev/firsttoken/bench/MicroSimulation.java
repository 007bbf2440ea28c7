package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;

/** Sends plain GET requests to {@code -Durl}, level after level. */
public final class MicroSimulation extends BenchSimulation {
  public MicroSimulation() {
    super(Command.MICRO);
  }
}
