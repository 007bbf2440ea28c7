package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.MicroSimulation;
import dev.firsttoken.bench.options.Command;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code micro}: loads a URL with plain GET requests. */
final class MicroCommand {
  private static final LoadCommand LOAD = new LoadCommand(Command.MICRO, MicroSimulation.class);

  private MicroCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "micro",
            "Sends plain GET requests to one URL, by concurrent users (--concurrency) or at a rate"
                + " (--rate). Prints throughput, latency up to the last byte and time to first byte"
                + " of each level.",
            List.of(
                "bench micro",
                "bench micro --url='http://localhost:8080/micro/chunked?chunks=2&delay_ms=10'"
                    + " --concurrency=50",
                "bench micro --rate=1000,2000 --duration=30s --slo='due_e2e:p99<10ms,error<0.1%'")),
        Command.MICRO.settings(),
        parsed -> LOAD.run(parsed, standardStreams));
  }
}
