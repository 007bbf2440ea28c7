package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.RunSimulation;
import dev.firsttoken.bench.options.Command;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code run}: sends single requests one after the other. */
final class RunCommand {
  private static final LoadCommand LOAD = new LoadCommand(Command.RUN, RunSimulation.class);

  private RunCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "run",
            "Sends one streamed request, or --repeat=N one after the other. Prints TTFT, tokens,"
                + " duration and tokens per second.",
            List.of(
                "bench run",
                "bench run --base-url=http://localhost:1234/v1 --model=qwen3 --prompt='Why is the"
                    + " sky blue?'",
                "bench run --repeat=20 | jq .ttft",
                "bench run --repeat=20 --out=run.html")),
        Command.RUN.settings(),
        parsed -> LOAD.run(parsed, standardStreams));
  }
}
