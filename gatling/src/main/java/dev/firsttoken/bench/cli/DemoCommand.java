package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** The whole loop with nothing else running. */
final class DemoCommand {
  private DemoCommand() {}

  static int run(ParseResult parsed, LoadCommand sweep, StandardStreams standardStreams) {
    Map<Setting, String> flags = Flags.toSettings(parsed);
    Options options = Options.from(Command.SWEEP, RawOptions.fromFlags(flags, System.getenv()));
    try (ProxyProcess proxy = ProxyProcess.start()) {
      standardStreams
          .err()
          .println("The proxy serves at " + proxy.url() + " and makes streams by itself.");
      return sweep.run(
          options.withTarget(proxy.chatUrl(), RequestOptions.SYNTHETIC), standardStreams);
    }
  }
}
