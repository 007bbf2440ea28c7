package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.options.Command;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code sweep}: runs load levels one after the other. */
final class SweepCommand {
  static final LoadCommand LOAD = new LoadCommand(Command.SWEEP, SweepSimulation.class);

  private SweepCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "sweep",
            "Runs one load level after the other: concurrent users (--concurrency) or requests per"
                + " second (--rate). Prints throughput and percentiles of each level.",
            List.of(
                "bench sweep --base-url=http://localhost:8080 --concurrency=8 --total=64",
                "bench sweep --concurrency=1,8,32 --model=synthetic --frames=200 --delay-ms=5",
                "bench sweep --rate=5,10,20 --duration=60s --slo='ttft:p95<300ms,error<1%'",
                "bench sweep --base-url=http://localhost:8000/v1 --html")),
        Command.SWEEP.settings(),
        parsed -> LOAD.run(parsed, standardStreams));
  }
}
