package dev.firsttoken.bench;

import dev.firsttoken.bench.load.LoadRun;
import dev.firsttoken.bench.options.Command;
import io.gatling.javaapi.core.Simulation;

/** Exactly {@code -Dtotal} requests by {@code -Dconcurrency} users, level after level. */
public final class SweepSimulation extends Simulation {
  private final LoadRun run = LoadRun.of(Command.SWEEP);

  public SweepSimulation() {
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
