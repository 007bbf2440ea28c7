package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.report.terminal.Console;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Output streams of the command line.
 *
 * @param out the real standard output, for results only
 * @param err standard error, for people
 * @param columns width of the terminal on {@code err}, or 0 if it is no terminal
 * @param colour true if {@code err} shows colours
 */
record StandardStreams(PrintStream out, PrintStream err, int columns, boolean colour) {

  /**
   * Redirects {@code System.out} to stderr, so that no library's output mixes with the JSON on
   * stdout.
   */
  static StandardStreams redirectStandardOutput(Map<String, String> environment) {
    PrintStream out = System.out;
    System.setOut(System.err);
    int columns = Integer.getInteger("firsttoken.columns", 0);
    boolean noColour =
        environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
    return new StandardStreams(out, System.err, columns, columns > 0 && !noColour);
  }

  /** Prints a line for the user, unless it is null. */
  void printNotice(@Nullable String notice) {
    if (notice != null) {
      err.println("bench: " + notice);
    }
  }

  Console console() {
    return new Console(err, columns, colour, out);
  }
}
