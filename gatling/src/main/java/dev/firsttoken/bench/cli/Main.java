package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.value.OtherToolFlag;
import dev.firsttoken.bench.report.terminal.Terminal;
import dev.firsttoken.bench.run.UnreachableException;
import dev.firsttoken.bench.samples.ControlCharacters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the command line. */
public final class Main {
  /** In columns, where no terminal says how wide it is. */
  private static final int USAGE_WIDTH = 100;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, StandardStreams.redirectStandardOutput(System.getenv())));
  }

  /** Runs a command and returns its exit status. */
  static int run(String[] args, StandardStreams standardStreams) {
    CommandLine commandLine = Commands.create(standardStreams);
    commandLine.setOut(new PrintWriter(standardStreams.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(standardStreams.plainErr(), true, StandardCharsets.UTF_8));
    commandLine.setExpandAtFiles(false);
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(USAGE_WIDTH);
    Terminal terminal = standardStreams.terminal();
    if (terminal != null) {
      commandLine.setUsageHelpWidth(Math.clamp(terminal.columns(), 80, 120));
    }
    commandLine.setParameterExceptionHandler(
        (exception, typed) -> onUsageError(exception, standardStreams));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> onFailure(failure, standardStreams));
    return args.length == 0
        ? printUsage(commandLine)
        : checkOutput(commandLine.execute(args), standardStreams);
  }

  /** Turns success into failure if the JSON could not be written. */
  private static int checkOutput(int status, StandardStreams standardStreams) {
    if (!standardStreams.out().checkError()) {
      return status;
    }
    standardStreams
        .err()
        .println("bench: can't write to standard output; the printed result is incomplete");
    return status == ExitStatus.SUCCESS ? ExitStatus.FAILED : status;
  }

  private static int printUsage(CommandLine commandLine) {
    commandLine.usage(commandLine.getErr());
    return ExitStatus.USAGE;
  }

  /** Prints the error, a suggestion and where the flags are listed, in one line. */
  private static int onUsageError(ParameterException exception, StandardStreams standardStreams) {
    String problem =
        exception instanceof OverwrittenOptionException repeated
                && repeated.getOverwritten() instanceof OptionSpec option
            ? CommandSpecs.RepeatedFlags.messageWithoutValues(option.longestName())
            : exception.getMessage();
    StringBuilder message = new StringBuilder("bench: ").append(problem);
    CommandSpec spec = exception.getCommandLine().getCommandSpec();
    if (exception instanceof UnmatchedArgumentException unmatched) {
      message.append(suggestion(unmatched, spec));
    }
    String command = spec.qualifiedName();
    message.append(" (").append(command).append(" --help lists all flags)");
    standardStreams.err().println(ControlCharacters.replaceWithinLines(message.toString()));
    return ExitStatus.USAGE;
  }

  /** Names the flags that other tools call so, else the flags with a similar name. */
  private static String suggestion(UnmatchedArgumentException unmatched, CommandSpec spec) {
    String translated =
        unmatched.getUnmatched().stream()
            .flatMap(argument -> translation(argument, spec).stream())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!translated.isEmpty()) {
      return "; here %s. docs/coming-from.md has the values".formatted(translated);
    }
    List<String> similar = unmatched.getSuggestions();
    return similar.isEmpty() ? "" : "; did you mean %s?".formatted(String.join(" or ", similar));
  }

  private static Optional<String> translation(String argument, CommandSpec spec) {
    String flag = OtherToolFlag.name(argument);
    return Optional.ofNullable(OtherToolFlag.explain(flag))
        .filter(words -> takesAll(spec, OtherToolFlag.flagsIn(words)))
        .map(words -> flag + " " + words);
  }

  private static boolean takesAll(CommandSpec spec, List<String> flags) {
    return flags.stream().allMatch(flag -> spec.findOption(flag) != null);
  }

  private static int onFailure(Exception failure, StandardStreams standardStreams) {
    standardStreams
        .err()
        .println("bench: " + ControlCharacters.replaceWithinLines(message(failure)));
    return switch (failure) {
      case UnreachableException u -> ExitStatus.UNREACHABLE;
      case InvalidOptionException b -> ExitStatus.USAGE;
      case IllegalArgumentException i -> ExitStatus.USAGE;
      default -> ExitStatus.FAILED;
    };
  }

  /** Returns one line for an expected failure, and the stack trace for any other. */
  private static String message(Exception failure) {
    boolean isExpected =
        failure instanceof UnreachableException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof UncheckedIOException;
    if (isExpected && failure.getMessage() != null) {
      return failure.getMessage();
    }
    StringWriter stackTrace = new StringWriter();
    failure.printStackTrace(new PrintWriter(stackTrace));
    return stackTrace.toString();
  }
}
