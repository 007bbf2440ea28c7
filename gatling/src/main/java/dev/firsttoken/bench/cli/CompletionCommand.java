package dev.firsttoken.bench.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code completion}: prints a completion script for bash and zsh. */
final class CompletionCommand {
  private CompletionCommand() {}

  static CommandSpec command(CommandLine root, StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "completion",
            "Prints a script that completes commands and flags in bash and zsh.",
            List.of("source <(bench completion)")),
        List.of(),
        parsed -> {
          standardStreams.out().print(AutoComplete.bash("bench", root));
          standardStreams.out().flush();
          return ExitStatus.SUCCESS;
        });
  }
}
