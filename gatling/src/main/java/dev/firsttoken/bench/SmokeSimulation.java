package dev.firsttoken.bench;

import dev.firsttoken.bench.load.LoadRun;
import dev.firsttoken.bench.options.Command;
import io.gatling.javaapi.core.Simulation;

/** One streamed request, to see that the server answers to the contract. */
public final class SmokeSimulation extends Simulation {
  private final LoadRun run = LoadRun.of(Command.SMOKE);

  public SmokeSimulation() {
    setUp(run.population()).maxDuration(run.bound()).assertions(run.assertions());
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
