package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.RunSimulation;
import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.Setting.Scope;
import dev.firsttoken.bench.samples.Environment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands: name, what it does, flags, examples. */
final class Commands {
  private static final LoadCommand RUN = new LoadCommand(Command.RUN, RunSimulation.class, false);
  private static final LoadCommand SWEEP =
      new LoadCommand(Command.SWEEP, SweepSimulation.class, true);

  private Commands() {}

  static CommandLine create(StandardStreams standardStreams) {
    CommandSpec root = spec("bench", "Measures what a streaming chat endpoint gives its users.");
    root.versionProvider(() -> new String[] {"First Token " + Environment.current().version()});
    root.usageMessage()
        .footer(
            "",
            "Results go to standard output as JSON, everything else to standard error.",
            "Exit status: 0 done; 1 requests failed, the result is not valid (but of a search's"
                + " probes) or partial, a search has no answer, or something could not be written;"
                + " 2 wrong usage; 3 target can't be reached; 4 SLO missed.",
            "bench COMMAND --help tells more.");
    CommandLine commandLine = new CommandLine(root);
    commandLine.addSubcommand(demo(standardStreams));
    commandLine.addSubcommand(ServeCommand.command());
    commandLine.addSubcommand(smoke(standardStreams));
    commandLine.addSubcommand(run(standardStreams));
    commandLine.addSubcommand(sweep(standardStreams));
    commandLine.addSubcommand(CalibrateCommand.command(standardStreams));
    commandLine.addSubcommand(MergeCommand.command(standardStreams));
    commandLine.addSubcommand(report(standardStreams));
    commandLine.addSubcommand(test());
    commandLine.addSubcommand(completion(commandLine, standardStreams));
    commandLine.addSubcommand(new CommandLine.HelpCommand());
    return commandLine;
  }

  private static CommandSpec demo(StandardStreams standardStreams) {
    return command(
        new CommandInfo(
            "demo",
            "Starts the proxy on a free port, lets it make streams by itself, and sweeps it at 1, 8"
                + " and 32 users: half a minute, nothing else needed.",
            List.of("bench demo", "SYN_DELAY_MS=20 bench demo --json=demo.json")),
        settings(Scope.OUTPUT),
        parsed -> DemoCommand.run(parsed, SWEEP, standardStreams));
  }

  private static CommandSpec smoke(StandardStreams standardStreams) {
    return command(
        new CommandInfo(
            "smoke",
            "Checks that a server keeps the contract: health, metrics, errors, one streamed and"
                + " one whole answer.",
            List.of("bench smoke", "bench smoke --base-url=http://localhost:8081")),
        exclude(
            Command.SMOKE.settings(),
            Set.of(
                Setting.RESULTS_DIR,
                Setting.WARMUP,
                Setting.PROMPTS,
                Setting.TURNS,
                Setting.UNIQUE_PREFIX,
                Setting.TOKENIZER)),
        parsed -> SmokeCommand.run(parsed, standardStreams));
  }

  private static CommandSpec run(StandardStreams standardStreams) {
    return command(
        new CommandInfo(
            "run",
            "Sends one streamed request, or --repeat of them one after the other: ttft, tokens,"
                + " duration and tps as JSON.",
            List.of(
                "bench run",
                "bench run --base-url=http://localhost:1234/v1 --model=qwen3 --prompt='Why is the"
                    + " sky blue?'",
                "bench run --repeat=20 | jq .ttft")),
        Command.RUN.settings(),
        parsed -> RUN.run(parsed, standardStreams));
  }

  private static CommandSpec sweep(StandardStreams standardStreams) {
    return command(
        new CommandInfo(
            "sweep",
            "Sends load level after level, of so many users at once (--concurrency) or of so many"
                + " requests due per second (--rate): throughput and percentiles of each as JSON.",
            List.of(
                "bench sweep --base-url=http://localhost:8080 --concurrency=8 --total=64",
                "bench sweep --concurrency=1,8,32 --model=synthetic --frames=200 --delay-ms=5",
                "bench sweep --rate=5,10,20 --duration=60s --slo='ttft:p95<300ms,error<1%'")),
        Command.SWEEP.settings(),
        parsed -> SWEEP.run(parsed, standardStreams));
  }

  private static CommandSpec report(StandardStreams standardStreams) {
    CommandSpec spec =
        command(
            new CommandInfo(
                "report",
                "Makes the result of a run again from its samples: result.json in its folder, the"
                    + " table, and the JSON, as the run did.",
                List.of("bench report results/20260131-235959-sweep")),
            List.of(),
            parsed -> ReportCommand.run(parsed, standardStreams));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(Path.class)
            .paramLabel("DIR")
            .description("The folder of the run.")
            .build());
  }

  // The launcher runs it, before there is anything that could be started here.
  private static CommandSpec test() {
    return command(
        new CommandInfo(
            "test",
            "Installs what the tests need where it is missing (by apt, as root or by sudo; else it"
                + " says what), then runs them all: mvn verify.",
            List.of("bench test")),
        List.of(),
        parsed -> {
          throw new IllegalStateException("the tests are run by the launcher: ./bench test");
        });
  }

  private static CommandSpec completion(CommandLine root, StandardStreams standardStreams) {
    return command(
        new CommandInfo(
            "completion",
            "Prints a script that lets bash or zsh complete commands and flags.",
            List.of("source <(bench completion)")),
        List.of(),
        parsed -> {
          standardStreams.out().print(AutoComplete.bash("bench", root));
          standardStreams.out().flush();
          return ExitStatus.SUCCESS;
        });
  }

  private static Collection<Setting> settings(Scope scope) {
    return Arrays.stream(Setting.values()).filter(key -> key.scope() == scope).toList();
  }

  private static List<Setting> exclude(List<Setting> settings, Set<Setting> unused) {
    return settings.stream().filter(key -> !unused.contains(key)).toList();
  }

  /** How a command is called and explained. */
  record CommandInfo(String name, String description, List<String> examples) {}

  static CommandSpec command(
      CommandInfo info, Collection<Setting> settings, Function<ParseResult, Integer> action) {
    CommandSpec[] self = new CommandSpec[1];
    Callable<Integer> call = () -> action.apply(self[0].commandLine().getParseResult());
    CommandSpec spec = CommandSpec.wrapWithoutInspection(call);
    self[0] = spec;
    configure(spec, info.name(), info.description());
    Flags.add(spec, settings);
    spec.usageMessage().footerHeading("%nExamples:%n");
    spec.usageMessage()
        .footer(info.examples().stream().map(e -> "  " + Flags.escape(e)).toArray(String[]::new));
    return spec;
  }

  private static CommandSpec spec(String name, String description) {
    return configure(CommandSpec.create(), name, description);
  }

  private static CommandSpec configure(CommandSpec spec, String name, String description) {
    spec.name(name).mixinStandardHelpOptions(true);
    spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
    return spec;
  }
}
