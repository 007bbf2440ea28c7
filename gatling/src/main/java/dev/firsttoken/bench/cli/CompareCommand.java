package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.CompareSimulation;
import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.config.ConfiguredOptions;
import dev.firsttoken.bench.run.ComparedRun;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.targets.ComparedServers;
import java.io.File;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code compare}: measures several servers in turns, or compares two results. */
final class CompareCommand {
  private static final String DIR = "--dir";
  private static final LoadCommand LOAD = new LoadCommand(Command.COMPARE, CompareSimulation.class);

  private CompareCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "compare",
                "Measures several servers in turns, round after round, and says which is faster, by"
                    + " how much, and how sure that is. Starts the servers on free ports and stops"
                    + " them. With two paths, compares results that sweep --rounds or micro"
                    + " --rounds recorded.",
                List.of(
                    "bench compare",
                    "bench compare --targets=micronaut,mine=http://localhost:8000/v1"
                        + " --concurrency=8",
                    "bench compare --mode=relay --targets=direct,micronaut,nginx --pin",
                    "bench compare --mode=micro --concurrency=1,50",
                    "bench compare --resolve=10% --expect='micronaut<=express:cpu_per_100k_frames'",
                    "bench compare base/result.json new/result.json --markdown=compare.md")),
            Command.COMPARE.settings(),
            parsed -> run(parsed, standardStreams));
    spec.addOption(
        OptionSpec.builder(DIR)
            .type(File.class)
            .paramLabel("DIR")
            .description("Folder of the servers to start. Default: baselines/ of this checkout")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("PATH")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(File.class)
            .description(
                "result.json of a sweep or micro with --rounds, or the run's directory. Give none,"
                    + " or two: base and new.")
            .build());
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    List<File> files = parsed.matchedPositionalValue(0, List.of());
    Map<Setting, String> flags = Flags.toSettings(parsed);
    if (!files.isEmpty()) {
      if (parsed.hasMatchedOption(DIR)) {
        throw new InvalidOptionException(
            DIR + ": can't be given with two results, which are compared as they were measured");
      }
      return EarlierComparison.run(
          files.stream().map(File::toPath).toList(), flags, standardStreams);
    }
    Options options =
        ConfiguredOptions.fromFlags(
            Command.COMPARE, flags, System.getenv(), standardStreams::printNotice);
    File dir = parsed.matchedOptionValue(DIR, null);
    return run(
        options,
        dir == null ? Baselines.in(ProxyBuild.find().home()) : new Baselines(dir.toPath()),
        standardStreams);
  }

  /** Starts the servers, compares them, and stops them. */
  static int run(Options options, Baselines baselines, StandardStreams standardStreams) {
    try (ComparedServers servers =
        ComparedRun.start(options, baselines, standardStreams::printNotice)) {
      return LOAD.run(
          ComparedRun.prepare(options, servers, standardStreams.console()), standardStreams);
    }
  }
}
