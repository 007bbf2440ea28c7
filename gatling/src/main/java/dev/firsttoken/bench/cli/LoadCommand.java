package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.gatling.GatlingRunner;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.BenchRun;
import dev.firsttoken.bench.run.Preflight;
import io.gatling.javaapi.core.Simulation;
import picocli.CommandLine.ParseResult;

/**
 * A command that sends load.
 *
 * @param htmlReport whether Gatling's HTML report is made too
 */
record LoadCommand(Command command, Class<? extends Simulation> simulation, boolean htmlReport) {

  /** Against the target that was typed. */
  int run(ParseResult parsed, StandardStreams standardStreams) {
    Options options =
        Options.from(command, RawOptions.fromFlags(Flags.toSettings(parsed), System.getenv()));
    Preflight.check(options.target().chatUrl());
    return run(options, standardStreams);
  }

  /** Says by the exit status whether every request was answered well. */
  int run(Options options, StandardStreams standardStreams) {
    BenchRun run = BenchRun.prepare(command, options, standardStreams.console());
    GatlingRunner.run(simulation, run.dir(), htmlReport);
    if (htmlReport) {
      standardStreams.err().println("Gatling's report: " + run.dir().resolve("gatling/index.html"));
    }
    Result result = run.finish();
    return result == null || !run.isWritten() ? ExitStatus.FAILED : ExitStatus.statusFor(result);
  }
}
