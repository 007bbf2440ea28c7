package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.Setting.Scope;
import dev.firsttoken.bench.report.html.ReportTemplate;
import dev.firsttoken.bench.servers.ProxyBuild;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code demo}: a short comparison of every server that can run here. */
final class DemoCommand {
  private static final String USERS = "32";

  /** Four of each user. A p99 needs at least a hundred. */
  private static final String REQUESTS = "128";

  /**
   * Gatling begins each level at a whole second: four streams and that of the warm-up fit in one.
   */
  private static final String FRAMES = "25";

  private static final String DELAY_MILLIS = "5";

  private DemoCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "demo",
            "Shows what the serving layer costs: compares the proxy with every other server that"
                + " can run here, all with a synthetic stream, in ten short rounds. Takes about two"
                + " minutes on two cores, or less with fewer servers or --rounds, needs no model"
                + " server, and ends with an HTML report.",
            List.of("bench demo", "bench demo --out=demo.html --json=demo.json")),
        Arrays.stream(Setting.values()).filter(DemoCommand::isFlag).toList(),
        parsed -> run(parsed, standardStreams));
  }

  private static boolean isFlag(Setting key) {
    return key == Setting.ROUNDS || key.scope() == Scope.OUTPUT;
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    Map<Setting, String> flags = new EnumMap<>(Flags.toSettings(parsed));
    boolean asksForReport = flags.containsKey(Setting.HTML) || flags.containsKey(Setting.OUT);
    if (!asksForReport && ReportTemplate.isBuilt()) {
      flags.put(Setting.HTML, "true");
    } else if (!asksForReport) {
      standardStreams.printNotice(
          "the demo makes no HTML report, because the web pages were not built: they need Node"
              + " 20.19, 22.12 or newer with npm");
    }
    flags.put(Setting.CONCURRENCY, USERS);
    flags.put(Setting.TOTAL, REQUESTS);
    flags.put(Setting.FRAMES, FRAMES);
    flags.put(Setting.DELAY_MS, DELAY_MILLIS);
    Options options = Options.from(Command.COMPARE, RawOptions.fromFlags(flags, Map.of()));
    standardStreams.printNotice(
        "the demo compares servers that all send %s streams at once, each of %s events, %s ms apart"
            .formatted(USERS, FRAMES, DELAY_MILLIS));
    return CompareCommand.run(options, Baselines.in(ProxyBuild.find().home()), standardStreams);
  }
}
