package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
  @TempDir Path dir;

  /** Runs the command, and returns its errors. */
  private static List<Exception> run(String... args) {
    PrintStream sink = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    StandardStreams streams = new StandardStreams(sink, false, sink, null, true);
    List<Exception> errors = new ArrayList<>();
    new CommandLine(ReportCommand.command(streams))
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              errors.add(error);
              return ExitStatus.USAGE;
            })
        .execute(args);
    return errors;
  }

  @Test
  void copyOfTheJsonIsRefusedUnlessOneRunIsMadeAgain() throws IOException {
    String result = Files.writeString(dir.resolve("result.json"), "{}").toString();
    String out = "--out=" + dir.resolve("x.html");
    String json = "--json=" + dir.resolve("y.json");

    for (List<String> args :
        List.of(
            List.of(result, out, json),
            List.of(result, out, "--json=-"),
            List.of(result, dir.toString(), out, json))) {
      assertThat(run(args.toArray(String[]::new)))
          .singleElement()
          .isInstanceOf(InvalidOptionException.class)
          .extracting(Exception::getMessage)
          .asString()
          .startsWith("--json: ");
    }
    assertThat(dir.resolve("x.html")).doesNotExist();
  }
}
