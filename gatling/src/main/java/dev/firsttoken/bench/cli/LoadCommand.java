package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.gatling.GatlingRunner;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.config.ConfiguredOptions;
import dev.firsttoken.bench.run.BenchRun;
import dev.firsttoken.bench.run.Preflight;
import dev.firsttoken.bench.run.TargetModel;
import io.gatling.javaapi.core.Simulation;
import picocli.CommandLine.ParseResult;

/**
 * Action of a command that sends load.
 *
 * @param command command as given by the user
 * @param simulation Gatling simulation that sends the load
 */
record LoadCommand(Command command, Class<? extends Simulation> simulation) {

  /** Loads the target of the command line. */
  int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    Options options =
        ConfiguredOptions.fromFlags(
            command, Flags.toSettings(parsed), System.getenv(), standardStreams::printNotice);
    Preflight.check(options.target().chatUrl());
    return run(TargetModel.choose(command, options), standardStreams);
  }

  /** Runs the simulation and returns the exit status of its result. */
  int run(Options options, StandardStreams standardStreams) {
    return run(BenchRun.prepare(command, options, standardStreams.console()), standardStreams);
  }

  /** Runs the simulation of a run that is prepared, and returns the exit status of its result. */
  int run(BenchRun run, StandardStreams standardStreams) {
    boolean hasReport = command.hasGatlingReport();
    boolean hasCharts = GatlingRunner.hasCharts();
    boolean isReportWritten =
        GatlingRunner.run(simulation, run.dir(), hasReport && hasCharts ? run.description() : null);
    if (hasReport && !hasCharts) {
      standardStreams.printNotice(
          "Gatling's own HTML report is left out, because the licence of its charts keeps them out"
              + " of this archive");
    }
    if (isReportWritten) {
      standardStreams
          .err()
          .println("Gatling's HTML report: " + run.dir().resolve("gatling/index.html"));
    }
    int status = ExitStatus.statusOf(run);
    run.printReportPath();
    return status;
  }
}
