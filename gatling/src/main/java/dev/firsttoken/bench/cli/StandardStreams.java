package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.report.terminal.Console;
import java.io.PrintStream;
import java.util.Map;

/**
 * The two streams of the command line.
 *
 * @param out the real standard output: results only
 * @param err for people
 * @param columns of the terminal that {@code err} is; 0 where it is none
 * @param colour whether {@code err} may be coloured
 */
record StandardStreams(PrintStream out, PrintStream err, int columns, boolean colour) {

  /**
   * Takes standard output away from everybody else: what a library prints goes to stderr from here
   * on, so that nothing can get in between the JSON.
   */
  static StandardStreams redirectStandardOutput(Map<String, String> environment) {
    PrintStream out = System.out;
    System.setOut(System.err);
    int columns = Integer.getInteger("firsttoken.columns", 0);
    boolean noColour =
        environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
    return new StandardStreams(out, System.err, columns, columns > 0 && !noColour);
  }

  Console console() {
    return new Console(err, columns, colour, out);
  }
}
