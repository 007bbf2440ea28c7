package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.Setting.Scope;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code demo}: starts a proxy and sweeps it. */
final class DemoCommand {
  private DemoCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "demo",
            "Starts the proxy on a free port with its synthetic stream, sweeps it at 1, 8 and 32"
                + " concurrent users, and stops it. Takes about 30 s and needs no model server.",
            List.of("bench demo", "SYN_DELAY_MS=20 bench demo --json=demo.json")),
        Arrays.stream(Setting.values()).filter(key -> key.scope() == Scope.OUTPUT).toList(),
        parsed -> run(parsed, standardStreams));
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    Map<Setting, String> flags = Flags.toSettings(parsed);
    Options options = Options.from(Command.SWEEP, RawOptions.fromFlags(flags, System.getenv()));
    try (ProxyProcess proxy = ProxyProcess.start()) {
      standardStreams
          .err()
          .println("The proxy serves at " + proxy.url() + " with its synthetic stream.");
      standardStreams.printNotice(proxy.notice());
      return SweepCommand.LOAD.run(
          options.withTarget(proxy.chatUrl(), RequestOptions.SYNTHETIC), standardStreams);
    }
  }
}
