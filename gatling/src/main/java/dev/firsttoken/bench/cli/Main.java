package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.Unreachable;
import dev.firsttoken.bench.options.BadOption;
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
    Screen screen = Screen.take(System.getenv());
    CommandLine line = Commands.all(screen);
    line.setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8));
    line.setExpandAtFiles(false);
    line.setUsageHelpAutoWidth(false);
    if (screen.columns() > 0) {
      line.setUsageHelpWidth(Math.clamp(screen.columns(), 80, 120));
    }
    line.setParameterExceptionHandler((wrong, typed) -> usage(wrong, screen));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, screen));
    System.exit(args.length == 0 ? nothingTyped(line) : written(line.execute(args), screen));
  }

  /** A result that nobody could read is no success. */
  private static int written(int status, Screen screen) {
    if (!screen.out().checkError()) {
      return status;
    }
    screen.err().println("bench: standard output can't be written to: the result is incomplete");
    return status == Exit.DONE ? Exit.FAILED : status;
  }

  private static int nothingTyped(CommandLine line) {
    line.usage(line.getErr());
    return Exit.USAGE;
  }

  /** One line: what is wrong, what was meant, where to read more. */
  private static int usage(ParameterException wrong, Screen screen) {
    StringBuilder said = new StringBuilder("bench: ").append(wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> meant = unmatched.getSuggestions();
      if (!meant.isEmpty()) {
        said.append("; did you mean ").append(String.join(" or ", meant)).append("?");
      }
    }
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    said.append(" (").append(command).append(" --help lists all)");
    screen.err().println(visible(said.toString()));
    return Exit.USAGE;
  }

  private static int failed(Exception failure, Screen screen) {
    screen.err().println("bench: " + visible(said(failure)));
    return switch (failure) {
      case Unreachable u -> Exit.UNREACHABLE;
      case BadOption b -> Exit.USAGE;
      case IllegalArgumentException i -> Exit.USAGE;
      default -> Exit.FAILED;
    };
  }

  /** What is quoted from a file or a flag must not steer the terminal. */
  private static String visible(String text) {
    return text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f&&[^\n\t]]", "?");
  }

  // What nobody expected keeps its trace; all that is for people says it in one line.
  private static String said(Exception failure) {
    boolean foreseen =
        failure instanceof Unreachable
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
