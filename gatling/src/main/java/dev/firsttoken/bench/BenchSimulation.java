package dev.firsttoken.bench;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;

import dev.firsttoken.bench.load.gatling.LevelScenario;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.LoadOptions;
import dev.firsttoken.bench.run.BenchRun;
import dev.firsttoken.bench.run.MavenRun;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.List;

/** A run as a Gatling simulation, started by the command line or by Gatling's Maven plugin. */
abstract class BenchSimulation extends Simulation {
  private final boolean startedByMaven;
  private final BenchRun run;

  BenchSimulation(Command command) {
    BenchRun prepared = BenchRun.current();
    startedByMaven = prepared == null;
    run = prepared == null ? MavenRun.prepare(command) : prepared;
    setUp(population()).maxDuration(run.maxDuration()).assertions(assertions());
  }

  @Override
  public void before() {
    run.start();
  }

  /**
   * Finishes the run.
   *
   * @throws IllegalStateException under Maven, if the build should fail for what Gatling does not
   *     know: a build has no exit status of the bench
   */
  @Override
  public void after() {
    run.finish();
    String failure = run.buildFailure();
    if (startedByMaven) {
      run.printReportPath();
    }
    if (startedByMaven && failure != null) {
      throw new IllegalStateException(failure + ": see above");
    }
  }

  private PopulationBuilder population() {
    LevelScenario scenario = run.scenario();
    return run.options().loadOptions().slo() == null
        ? scenario.population()
        : scenario.populationWithSloCheck(run::isJudged, run::meetsSlo);
  }

  /**
   * The assertions that fail a build: no failed request, unless the SLO allows some or a search
   * sends more than the target can take; the SLO is met.
   */
  private List<Assertion> assertions() {
    LoadOptions load = run.options().loadOptions();
    Assertion noFailures = global().failedRequests().count().is(0L);
    if (load.slo() == null) {
      return List.of(noFailures);
    }
    Assertion sloMet = details(LevelScenario.SLO).failedRequests().count().is(0L);
    return load.slo().allowsErrors() || load.findMax()
        ? List.of(sloMet)
        : List.of(noFailures, sloMet);
  }
}
