package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.run.BenchRun;
import io.gatling.javaapi.core.Simulation;

/** One request after the other, by one user: {@code -Drepeat} of them. */
public final class RunSimulation extends Simulation {
  private final BenchRun run = BenchRun.forSimulation(Command.RUN);

  public RunSimulation() {
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
