package dev.firsttoken.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** List of all commands. */
final class Commands {
  private Commands() {}

  static CommandLine create(StandardStreams standardStreams) {
    CommandSpec root =
        CommandSpecs.root("bench", "Measures the latency and throughput of a streaming chat API.");
    root.usageMessage()
        .footer(
            "",
            "Results go to stdout: as JSON, or as a table if stdout is a terminal and --json=- does"
                + " not ask for JSON. Everything else goes to stderr.",
            "Exit status: 0 done; 1 requests failed, the result is invalid or partial, a search is"
                + " undecided, or a file could not be written; 2 wrong usage; 3 the target can't be"
                + " reached; 4 an SLO was missed or an expectation failed; 130 Ctrl-C; 128 plus the"
                + " number for any other signal.",
            "bench COMMAND --help lists the flags of a command, and bench help COMMAND explains"
                + " them.");
    CommandLine commandLine = new CommandLine(root);
    commandLine.addSubcommand(DemoCommand.command(standardStreams));
    commandLine.addSubcommand(ServeCommand.command(standardStreams));
    commandLine.addSubcommand(SmokeCommand.command(standardStreams));
    commandLine.addSubcommand(RunCommand.command(standardStreams));
    commandLine.addSubcommand(SweepCommand.command(standardStreams));
    commandLine.addSubcommand(CompareCommand.command(standardStreams));
    commandLine.addSubcommand(MicroCommand.command(standardStreams));
    commandLine.addSubcommand(Wrk2Command.command(standardStreams));
    commandLine.addSubcommand(BaselinesCommand.command(standardStreams));
    commandLine.addSubcommand(WatchCommand.command(standardStreams));
    commandLine.addSubcommand(CalibrateCommand.command(standardStreams));
    commandLine.addSubcommand(MergeCommand.command(standardStreams));
    commandLine.addSubcommand(ReportCommand.command(standardStreams));
    commandLine.addSubcommand(LauncherCommands.test());
    commandLine.addSubcommand(LauncherCommands.dist());
    commandLine.addSubcommand(CompletionCommand.command(commandLine, standardStreams));
    commandLine.addSubcommand(HelpCommand.command(commandLine));
    return commandLine;
  }
}
