package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.wrk.StandIn;
import dev.firsttoken.bench.wrk.WrkTool;
import dev.firsttoken.wire.testing.ScriptedServer;
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

class Wrk2CommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CommandLine terminal =
      Commands.create(
          new StandardStreams(
              new PrintStream(out, true, UTF_8),
              true,
              new PrintStream(err, true, UTF_8),
              null,
              true));

  /** Loads a server with a stand-in, and prints to a terminal. */
  private int run(String... flags) throws IOException {
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK2, "wrk2-plain-ok");
    try (ScriptedServer server =
        ScriptedServer.responding(plain("200 OK", "text/plain", "x").getBytes(UTF_8))) {
      List<String> args =
          new ArrayList<>(
              List.of(
                  "wrk2",
                  "--bin=" + tool.file(),
                  "--url=" + server.baseUrl() + "/x",
                  "--results-dir=" + dir.resolve("run")));
      args.addAll(List.of(flags));
      return terminal.execute(args.toArray(String[]::new));
    }
  }

  @Test
  void terminalShowsTheTable() throws IOException {
    assertThat(run()).as(err.toString(UTF_8)).isEqualTo(ExitStatus.SUCCESS);

    assertThat(out.toString(UTF_8)).startsWith("wrk2 4.1.0").doesNotContain("{");
  }

  @Test
  void reportWritesTheCopyToo() throws IOException {
    run();
    Path copy = dir.resolve("copy.json");

    assertThat(report(copy)).as(err.toString(UTF_8)).isEqualTo(ExitStatus.SUCCESS);

    assertThat(copy).hasSameTextualContentAs(dir.resolve("run/result.json"));
  }

  @Test
  void copyThatCannotBeWrittenIsAFailureOfTheReport() throws IOException {
    run();
    out.reset();
    Path copy = dir.resolve("copy.json");
    Files.createSymbolicLink(copy, dir.resolve("missing/copy.json"));

    assertThat(report(copy)).isEqualTo(ExitStatus.FAILED);

    assertThat(err.toString(UTF_8)).contains("the result can't be written to " + copy);
    assertThat(out.toString(UTF_8)).startsWith("wrk2 4.1.0");
  }

  private int report(Path copy) {
    return terminal.execute("report", dir.resolve("run").toString(), "--json=" + copy);
  }

  @Test
  void reportHasTheResultAndIsNamedLast() throws IOException {
    Path file = dir.resolve("wrk.html");

    assertThat(run("--out=" + file)).as(err.toString(UTF_8)).isEqualTo(ExitStatus.SUCCESS);

    assertThat(err.toString(UTF_8).strip()).endsWith("Report: " + file);
    assertEmbeds(file, 1);
    Files.delete(file);
    Files.delete(dir.resolve("run/result.json"));
    assertThat(terminal.execute("report", dir.resolve("run").toString(), "--out=" + file))
        .as(err.toString(UTF_8))
        .isEqualTo(ExitStatus.SUCCESS);
    assertEmbeds(file, 1);
  }

  @Test
  void reportLaysResultsOfWrkBesideOthers() throws IOException {
    run();
    Path file = dir.resolve("both.html");
    Path copy = Files.copy(dir.resolve("run/result.json"), dir.resolve("copy.json"));
    Files.delete(dir.resolve("run/result.json"));

    assertThat(
            terminal.execute(
                "report", dir.resolve("run").toString(), copy.toString(), "--out=" + file))
        .as(err.toString(UTF_8))
        .isEqualTo(ExitStatus.SUCCESS);

    assertEmbeds(file, 2);
  }

  /** Checks the data of a report, which are the results as they are. */
  private void assertEmbeds(Path file, int results) throws IOException {
    String page = Files.readString(file);
    String start = "<script type=\"application/json\" id=\"result\">";
    int from = page.indexOf(start) + start.length();
    JsonNode data = JSON.readTree(page.substring(from, page.indexOf("</script>", from)));
    assertThat(data.path("results")).hasSize(results);
    for (JsonNode entry : data.path("results")) {
      assertThat(entry.path("result"))
          .isEqualTo(JSON.readTree(dir.resolve("run/result.json").toFile()));
    }
  }

  @Test
  void dashAsksForJsonOnATerminal() throws IOException {
    assertThat(run("--json=-")).as(err.toString(UTF_8)).isEqualTo(ExitStatus.SUCCESS);

    assertThat(JSON.readTree(out.toString(UTF_8)).path("requests").asInt()).isEqualTo(19_876);
    assertThat(err.toString(UTF_8)).contains("wrk2 4.1.0");
  }
}
