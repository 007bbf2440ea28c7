package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Terminal;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * Output streams of the command line. Results go to standard output: as JSON, or for people if it
 * is a terminal, unless {@code --json=-} asks for JSON. Everything else goes to standard error.
 *
 * @param out the real standard output
 * @param outIsTerminal true if people read {@code out}
 * @param err lines for people on standard error; on a terminal they are wrapped
 * @param terminal the terminal behind {@code err}, or null if there is none
 * @param noColour true if the environment asks for no escape codes
 */
record StandardStreams(
    PrintStream out,
    boolean outIsTerminal,
    PrintStream err,
    @Nullable Terminal terminal,
    boolean noColour) {

  /**
   * Redirects {@code System.out} to stderr, so that no library's output mixes with the JSON on
   * stdout. On a terminal, {@code System.err} becomes its lines, so that none breaks a progress
   * bar.
   */
  static StandardStreams redirectStandardOutput(Map<String, String> environment) {
    int columns = Integer.getInteger("firsttoken.columns", 0);
    Terminal terminal = columns > 1 ? new Terminal(System.err, columns) : null;
    StandardStreams streams =
        new StandardStreams(
            System.out,
            Boolean.getBoolean("firsttoken.stdout.terminal"),
            terminal == null ? System.err : terminal.lines(),
            terminal,
            environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM")));
    System.setErr(streams.err);
    System.setOut(streams.err);
    return streams;
  }

  /**
   * Returns the streams of a command by its {@code --json}: {@code -} asks for JSON on standard
   * output even if that is a terminal, and the report goes to standard error then.
   */
  StandardStreams forJsonFlag(ParseResult parsed) {
    Object given = parsed.matchedOptionValue("--" + Setting.JSON.flag(), null);
    boolean asksForJson = given != null && given.toString().equals(Output.STANDARD_OUTPUT);
    return asksForJson ? new StandardStreams(out, false, err, terminal, noColour) : this;
  }

  /** Prints a line for the user, unless it is null. */
  void printNotice(@Nullable String notice) {
    if (notice != null) {
      err.println("bench: " + notice);
    }
  }

  /** Returns the stream of help texts on standard error, which have a width of their own. */
  PrintStream plainErr() {
    return terminal == null ? err : terminal.out();
  }

  /** Returns the stream of results as JSON, or null if standard output is a terminal. */
  @Nullable PrintStream json() {
    return outIsTerminal ? null : out;
  }

  /** Returns the stream of single lines of a result for people; on a terminal they are wrapped. */
  PrintStream reportLines() {
    return outIsTerminal && terminal == null ? out : err;
  }

  Console console() {
    PrintStream report = outIsTerminal ? out : plainErr();
    boolean colour = (outIsTerminal || terminal != null) && !noColour;
    return new Console(err, terminal, report, colour, json());
  }
}
