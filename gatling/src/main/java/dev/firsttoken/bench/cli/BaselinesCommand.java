package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import dev.firsttoken.bench.cli.selection.BaselineSelection;
import dev.firsttoken.bench.cli.selection.RelayUpstream;
import dev.firsttoken.bench.options.Setting;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code baselines}, whose subcommands start, stop and list servers to compare with.
 */
final class BaselinesCommand {
  private BaselinesCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec[] self = new CommandSpec[1];
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "baselines",
                "Starts, stops and lists the servers to compare with. Each is a folder with a"
                    + " target.json in baselines/.",
                List.of("bench baselines up", "bench baselines down")),
            List.of(),
            parsed -> {
              throw new ParameterException(
                  self[0].commandLine(), "baselines: needs a command: up, down or status");
            });
    self[0] = spec;
    spec.addSubcommand("up", up(standardStreams));
    spec.addSubcommand("down", down(standardStreams));
    spec.addSubcommand("status", status(standardStreams));
    return spec;
  }

  private static CommandSpec up(StandardStreams standardStreams) {
    CommandSpec spec =
        subcommand(
            new CommandSpecs.Usage(
                "up",
                "Prepares the baselines, starts them, waits until all can serve, and stays in the"
                    + " foreground until Ctrl-C or bench baselines down stops them. The first time,"
                    + " it installs their dependencies into the user's cache directory. A baseline"
                    + " whose tools are missing is not run. Relays are started only if --only names"
                    + " them.",
                List.of(
                    "bench baselines up",
                    "bench baselines up --only=express,flask",
                    "bench baselines up --only=nginx --upstream=http://127.0.0.1:8080")),
            List.of(Setting.JSON),
            parsed ->
                new BaselinesUp(
                        BaselineSelection.parse(parsed),
                        RelayUpstream.parse(parsed),
                        JsonOutput.of(parsed, standardStreams))
                    .run());
    RelayUpstream.addFlag(spec);
    return spec;
  }

  private static CommandSpec down(StandardStreams standardStreams) {
    return subcommand(
        new CommandSpecs.Usage(
            "down",
            "Stops the baselines that bench baselines up keeps running in other terminals, and"
                + " waits for their end.",
            List.of("bench baselines down", "bench baselines down --only=flask")),
        List.of(),
        parsed -> BaselinesDown.run(BaselineSelection.parse(parsed), standardStreams));
  }

  private static CommandSpec status(StandardStreams standardStreams) {
    return subcommand(
        new CommandSpecs.Usage(
            "status",
            "Lists the baselines: which are up, at which URL, with which process id and memory.",
            List.of("bench baselines status", "bench baselines status | jq .")),
        List.of(Setting.JSON),
        parsed ->
            printStatus(BaselineSelection.parse(parsed), JsonOutput.of(parsed, standardStreams)));
  }

  private static int printStatus(BaselineSelection selection, JsonOutput output) {
    List<UpRecord> up = selection.from(UpRecords.ofUser().list());
    BaselineTable.printStatus(selection.withUp(up), up, output);
    return ExitStatus.SUCCESS;
  }

  private static CommandSpec subcommand(
      CommandSpecs.Usage usage, List<Setting> settings, Function<ParseResult, Integer> action) {
    CommandSpec spec = CommandSpecs.command(usage, settings, action);
    BaselineSelection.addFlags(spec);
    return spec;
  }
}
