package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.RunSimulation;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEndIT {
  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(20);

  @TempDir Path dir;

  @Test
  void unwritableCopyOnlyChangesTheExitStatus() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.start(
                dir,
                "run",
                "--base-url=" + server.baseUrl(),
                "--json=/dev/full",
                "--csv=levels.csv",
                "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().path("runs")).hasSize(1);
      assertThat(dir.resolve("out/result.json")).content().isEqualTo(bench.out());
      assertThat(dir.resolve("levels.csv")).exists();
      assertThat(bench.err().lines())
          .filteredOn(line -> line.startsWith("bench: "))
          .singleElement()
          .asString()
          .startsWith("bench: the result can't be written to /dev/full: ");
    }
  }

  @Test
  void runThatStopsInItsWarmupIsNotValidAndPrintsNoStack() {
    byte[] refusal = plain("401 X", "text/plain", "no key").getBytes(UTF_8);
    try (ScriptedServer server = ScriptedServer.responding(refusal);
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--model=m",
                "--no-preflight",
                "--concurrency=4",
                "--total=100",
                "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().path("ok").asInt() + bench.json().path("failed").asInt()).isZero();
      assertThat(bench.json().path("valid").asBoolean()).isFalse();
      assertThat(bench.err())
          .contains(
              "10 were refused, all in the warm-up",
              "INVALID: the run ended before any measured request did")
          .doesNotContain("Exception", "\tat ");
      assertThat(dir.resolve("out/.gatling")).doesNotExist();
    }
  }

  @Test
  void uncreatableResultDirectoryIsReportedBeforeAnyRequest() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = BenchProcess.sweep(dir, server, "--results-dir=/proc/x")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .startsWith("bench: the folder /proc/x can't be created: ")
          .hasLineCount(1);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void mavenBuildReportsAnUnreachableTargetInOneLine() {
    try (BenchProcess build =
        BenchProcess.simulate(RunSimulation.class, dir, "baseUrl=http://127.0.0.1:1")) {
      assertThat(build.exitStatus()).isNotZero();
      assertThat(build.err().lines())
          .contains("bench: can't reach http://127.0.0.1:1: Connection refused");
    }
  }

  @Test
  void mavenBuildFailsIfACopyCannotBeWritten() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess build =
            BenchProcess.simulate(
                RunSimulation.class,
                dir,
                "baseUrl=" + server.baseUrl(),
                "json=/dev/full",
                "resultsDir=out")) {
      assertThat(build.exitStatus()).as(build.err()).isNotZero();
      assertThat(build.err()).contains("the result can't be written to /dev/full: ");
      assertThat(dir.resolve("out/result.json")).content().contains("\"ok\": 1");
    }
  }

  @Test
  void allTokensAreCountedHoweverLongThatTakes() {
    String text = "word ".repeat(20_000);
    String event = data("{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}");
    List<String> events = new ArrayList<>(Collections.nCopies(40, event));
    events.add(DONE);
    String response = stream(events.toArray(String[]::new));
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.start(
                dir,
                "run",
                "--base-url=" + server.baseUrl(),
                "--repeat=4",
                "--tokenizer=o200k_base")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("tokens_from").asText()).isEqualTo("tokenizer");
    }
  }

  @Test
  void serverEndsWhenTheBenchIsKilled() throws Exception {
    try (BenchProcess bench = BenchProcess.start(dir, Map.of("LLM_MODEL", "synthetic"), "demo")) {
      bench.awaitErr(Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)"));
      List<ProcessHandle> children = bench.children();
      assertThat(children).isNotEmpty();

      bench.kill();

      try {
        for (ProcessHandle child : children) {
          assertThat(child.onExit()).succeedsWithin(EXIT_TIMEOUT);
        }
      } finally {
        children.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }
}
