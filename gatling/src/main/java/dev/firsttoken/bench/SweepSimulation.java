package dev.firsttoken.bench;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.run.BenchRun;
import io.gatling.javaapi.core.Simulation;

/** Exactly {@code -Dtotal} requests by {@code -Dconcurrency} users, level after level. */
public final class SweepSimulation extends Simulation {
  private final BenchRun run = BenchRun.forSimulation(Command.SWEEP);

  public SweepSimulation() {
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
