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
    StandardStreams standardStreams = StandardStreams.take(System.getenv());
    CommandLine line = Commands.all(standardStreams);
    line.setOut(new PrintWriter(standardStreams.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(standardStreams.err(), true, StandardCharsets.UTF_8));
    line.setExpandAtFiles(false);
    line.setUsageHelpAutoWidth(false);
    if (standardStreams.columns() > 0) {
      line.setUsageHelpWidth(Math.clamp(standardStreams.columns(), 80, 120));
    }
    line.setParameterExceptionHandler((wrong, typed) -> usage(wrong, standardStreams));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(failure, standardStreams));
    System.exit(
        args.length == 0 ? nothingTyped(line) : written(line.execute(args), standardStreams));
  }

  /** A result that nobody could read is no success. */
  private static int written(int status, StandardStreams standardStreams) {
    if (!standardStreams.out().checkError()) {
      return status;
    }
    standardStreams
        .err()
        .println("bench: standard output can't be written to: the result is incomplete");
    return status == ExitStatus.DONE ? ExitStatus.FAILED : status;
  }

  private static int nothingTyped(CommandLine line) {
    line.usage(line.getErr());
    return ExitStatus.USAGE;
  }

  /** One line: what is wrong, what was meant, where to read more. */
  private static int usage(ParameterException wrong, StandardStreams standardStreams) {
    StringBuilder said = new StringBuilder("bench: ").append(wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> meant = unmatched.getSuggestions();
      if (!meant.isEmpty()) {
        said.append("; did you mean ").append(String.join(" or ", meant)).append("?");
      }
    }
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    said.append(" (").append(command).append(" --help lists all)");
    standardStreams.err().println(visible(said.toString()));
    return ExitStatus.USAGE;
  }

  private static int failed(Exception failure, StandardStreams standardStreams) {
    standardStreams.err().println("bench: " + visible(said(failure)));
    return switch (failure) {
      case UnreachableException u -> ExitStatus.UNREACHABLE;
      case InvalidOptionException b -> ExitStatus.USAGE;
      case IllegalArgumentException i -> ExitStatus.USAGE;
      default -> ExitStatus.FAILED;
    };
  }

  /** What is quoted from a file or a flag must not steer the terminal. */
  private static String visible(String text) {
    return text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f&&[^\n\t]]", "?");
  }

  // What nobody expected keeps its trace; all that is for people says it in one line.
  private static String said(Exception failure) {
    boolean foreseen =
        failure instanceof UnreachableException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof UncheckedIOException;
    if (foreseen && failure.getMessage() != null) {
      return failure.getMessage();
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
