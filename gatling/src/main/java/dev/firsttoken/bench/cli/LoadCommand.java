package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.GatlingRun;
import dev.firsttoken.bench.load.LoadRun;
import dev.firsttoken.bench.load.Reach;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.summary.Result;
import io.gatling.javaapi.core.Simulation;
import picocli.CommandLine.ParseResult;

/**
 * A command that sends load.
 *
 * @param report whether Gatling's HTML report is made too
 */
record LoadCommand(Command command, Class<? extends Simulation> simulation, boolean report) {

  /** Against the target that was typed. */
  int run(ParseResult parsed, Screen screen) {
    Options options = Options.from(command, Given.byFlags(Flags.typed(parsed), System.getenv()));
    Reach.check(options.target().chat());
    return run(options, screen);
  }

  /** Says by the exit status whether every request was answered well. */
  int run(Options options, Screen screen) {
    LoadRun run = LoadRun.prepare(command, options, screen.display());
    GatlingRun.run(simulation, run.dir(), report);
    if (report) {
      screen.err().println("Gatling's report: " + run.dir().resolve("gatling/index.html"));
    }
    Result result = run.finish();
    return result == null || !run.written() ? Exit.FAILED : Exit.of(result);
  }
}
