package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code help}: says all there is to say about each flag of a command. */
final class HelpCommand {
  private HelpCommand() {}

  static CommandSpec command(CommandLine root) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "help",
                "Explains each flag of a command at length; --help of the command lists them in a"
                    + " line each.",
                List.of("bench help sweep")),
            List.of(),
            parsed -> run(parsed, root));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("COMMAND")
            .arity("0..1")
            .type(String.class)
            .completionCandidates(root.getSubcommands().keySet())
            .description("Name of the command. Default: a list of all commands.")
            .build());
  }

  private static int run(ParseResult parsed, CommandLine root) {
    String name = parsed.matchedPositionalValue(0, null);
    explained(root, name).usage(root.getOut());
    return ExitStatus.SUCCESS;
  }

  private static CommandLine explained(CommandLine root, @Nullable String name) {
    if (name == null) {
      return root;
    }
    CommandLine command = root.getSubcommands().get(name);
    if (command == null) {
      throw new InvalidOptionException(
          "there is no command %s; bench --help lists all commands".formatted(name));
    }
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Help::optionList);
    return command;
  }
}
