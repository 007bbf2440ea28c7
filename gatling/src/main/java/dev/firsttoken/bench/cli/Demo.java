package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.OwnProxy;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** The whole loop with nothing else running. */
final class Demo {
  private Demo() {}

  static int run(ParseResult parsed, LoadCommand sweep, Screen screen) {
    Map<Setting, String> typed = Flags.typed(parsed);
    Options options = Options.from(Command.SWEEP, Given.byFlags(typed, System.getenv()));
    try (OwnProxy proxy = OwnProxy.start()) {
      screen.err().println("The proxy serves at " + proxy.url() + " and makes streams by itself.");
      return sweep.run(options.aimedAt(proxy.chat(), Ask.SYNTHETIC), screen);
    }
  }
}
