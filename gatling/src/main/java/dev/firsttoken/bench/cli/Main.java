package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.run.UnreachableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    StandardStreams standardStreams = StandardStreams.redirectStandardOutput(System.getenv());
    CommandLine commandLine = Commands.create(standardStreams);
    commandLine.setOut(new PrintWriter(standardStreams.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(standardStreams.err(), true, StandardCharsets.UTF_8));
    commandLine.setExpandAtFiles(false);
    commandLine.setUsageHelpAutoWidth(false);
    if (standardStreams.columns() > 0) {
      commandLine.setUsageHelpWidth(Math.clamp(standardStreams.columns(), 80, 120));
    }
    commandLine.setParameterExceptionHandler(
        (exception, typed) -> onUsageError(exception, standardStreams));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> onFailure(failure, standardStreams));
    System.exit(
        args.length == 0
            ? printUsage(commandLine)
            : checkOutput(commandLine.execute(args), standardStreams));
  }

  /** A result that nobody could read is no success. */
  private static int checkOutput(int status, StandardStreams standardStreams) {
    if (!standardStreams.out().checkError()) {
      return status;
    }
    standardStreams
        .err()
        .println("bench: standard output can't be written to: the result is incomplete");
    return status == ExitStatus.SUCCESS ? ExitStatus.FAILED : status;
  }

  private static int printUsage(CommandLine commandLine) {
    commandLine.usage(commandLine.getErr());
    return ExitStatus.USAGE;
  }

  /** One line: what is wrong, what was meant, where to read more. */
  private static int onUsageError(ParameterException exception, StandardStreams standardStreams) {
    StringBuilder message = new StringBuilder("bench: ").append(exception.getMessage());
    if (exception instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message.append("; did you mean ").append(String.join(" or ", suggestions)).append("?");
      }
    }
    String command = exception.getCommandLine().getCommandSpec().qualifiedName();
    message.append(" (").append(command).append(" --help lists all)");
    standardStreams.err().println(replaceControlCharacters(message.toString()));
    return ExitStatus.USAGE;
  }

  private static int onFailure(Exception failure, StandardStreams standardStreams) {
    standardStreams.err().println("bench: " + replaceControlCharacters(message(failure)));
    return switch (failure) {
      case UnreachableException u -> ExitStatus.UNREACHABLE;
      case InvalidOptionException b -> ExitStatus.USAGE;
      case IllegalArgumentException i -> ExitStatus.USAGE;
      default -> ExitStatus.FAILED;
    };
  }

  /** What is quoted from a file or a flag must not steer the terminal. */
  private static String replaceControlCharacters(String text) {
    return text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f&&[^\n\t]]", "?");
  }

  // What nobody expected keeps its trace; all that is for people says it in one line.
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
