package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.run.BenchRun;
import io.gatling.javaapi.core.Simulation;

/** One streamed request, to see that the server answers to the contract. */
public final class SmokeSimulation extends Simulation {
  private final BenchRun run = BenchRun.forSimulation(Command.SMOKE);

  public SmokeSimulation() {
    setUp(run.population()).maxDuration(run.maxDuration()).assertions(run.assertions());
  }

  @Override
  public void before() {
    run.start();
  }

  @Override
  public void after() {
    run.end();
  }
}
