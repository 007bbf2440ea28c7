package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Terminal;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultPrinter;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class StandardStreamsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private StandardStreams streams(boolean outIsTerminal, boolean errIsTerminal) {
    Terminal terminal = errIsTerminal ? new Terminal(stream(err), 100) : null;
    return new StandardStreams(
        stream(out),
        outIsTerminal,
        terminal == null ? stream(err) : terminal.lines(),
        terminal,
        true);
  }

  /** Prints a result as every command does. */
  private void print(boolean outIsTerminal, boolean errIsTerminal) {
    Result result = TestRun.summary("sweep", Level.closed(8, 2, 0)).result(true);
    StandardStreams streams = streams(outIsTerminal, errIsTerminal);
    ResultPrinter.print(result, streams.console());
    streams.reportLines().println("PASS reachable");
  }

  @Test
  void peopleReadTheTableOnATerminalAndNoJson() {
    print(true, true);

    assertThat(out.toString(UTF_8)).startsWith("trust: ").doesNotContain("{");
    assertThat(err.toString(UTF_8)).isEqualTo("PASS reachable\n");
  }

  @Test
  void terminalShowsTheTableWhenOnlyErrorsGoToAFile() {
    print(true, false);

    assertThat(out.toString(UTF_8))
        .startsWith("trust: ")
        .doesNotContain("{")
        .endsWith("PASS reachable\n");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void programsReadJsonAndNothingElse() {
    for (boolean errIsTerminal : new boolean[] {true, false}) {
      out.reset();
      err.reset();
      print(false, errIsTerminal);

      assertThat(out.toString(UTF_8)).startsWith("{").endsWith("}\n");
      assertThat(err.toString(UTF_8)).startsWith("trust: ").endsWith("PASS reachable\n");
    }
  }

  @Test
  void dashAsksForJsonOnATerminalAndTheReportStepsAside() {
    CommandSpec spec = CommandSpec.create();
    Flags.add(spec, List.of(Setting.JSON));
    StandardStreams terminals = streams(true, true);

    StandardStreams asked = terminals.forJsonFlag(new CommandLine(spec).parseArgs("--json=-"));
    ResultPrinter.print(
        TestRun.summary("sweep", Level.closed(8, 2, 0)).result(true), asked.console());

    assertThat(out.toString(UTF_8)).startsWith("{").endsWith("}\n");
    assertThat(err.toString(UTF_8)).startsWith("trust: ");
    assertThat(terminals.forJsonFlag(new CommandLine(spec).parseArgs("--json=a.json")))
        .isSameAs(terminals);
    assertThat(terminals.forJsonFlag(new CommandLine(spec).parseArgs())).isSameAs(terminals);
  }

  @Test
  void colourIsForTerminalsAlone() {
    assertThat(consoleOf(stream(out), true, null).colour()).isTrue();
    assertThat(consoleOf(stream(out), false, null).colour()).isFalse();
    assertThat(consoleOf(stream(out), false, new Terminal(stream(err), 80)).colour()).isTrue();
  }

  private Console consoleOf(PrintStream to, boolean outIsTerminal, @Nullable Terminal terminal) {
    return new StandardStreams(to, outIsTerminal, stream(err), terminal, false).console();
  }

  /** Standard output and error of this JVM, which a test replaces. */
  private final PrintStream originalOut = System.out;

  private final PrintStream originalErr = System.err;

  @AfterEach
  void restore() {
    System.setOut(originalOut);
    System.setErr(originalErr);
    System.clearProperty("firsttoken.columns");
  }

  @Test
  void withoutALauncherNothingIsATerminal() {
    StandardStreams streams = StandardStreams.redirectStandardOutput(Map.of());

    assertThat(streams.terminal()).isNull();
    assertThat(streams.json()).isSameAs(originalOut);
    assertThat(System.out).isSameAs(originalErr);
  }

  @Test
  void whateverAnyoneWritesToAStandardStreamKeepsToTheTerminal() {
    System.setErr(stream(err));
    System.setProperty("firsttoken.columns", "20");
    StandardStreams streams = StandardStreams.redirectStandardOutput(Map.of());

    System.err.println("bench: the run stops, because");
    System.out.println("a library says something");
    streams.printNotice("its cache is older");
    streams.console().err().println("counting the tokens of responses");

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            bench: the run
              stops, because
            a library says
              something
            bench: its cache is
              older
            counting the tokens
              of responses
            """);
  }
}
