package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.STOP;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request before the load, and what else ends a run early, from the real command line. */
@Tag("together")
class PreflightIT {
  private static final String BUSY = plain("429 Too Many", "text/plain", "slow down");

  @TempDir Path dir;

  static Stream<Arguments> lastingFailures() {
    String missing = "{\"error\":{\"message\":\"model x does not exist\"}}";
    return Stream.of(
        Arguments.of(plain("401 No", "text/plain", "who?"), "HTTP 401: who?. No key was sent"),
        Arguments.of(
            plain("404 No", "application/json", missing), "model x does not exist. Check --model"),
        Arguments.of(
            plain("200 OK", "application/json", "{\"choices\":[]}"),
            "--no-stream measures whole responses"),
        Arguments.of(stream(CONTENT, STOP), "--end=finish takes that for the end"));
  }

  @ParameterizedTest
  @MethodSource("lastingFailures")
  void failureThatWouldLastEndsTheRunWithOneSentence(String response, String sentence) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        BenchProcess bench = BenchProcess.sweep(dir, server, "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.UNREACHABLE);

      assertThat(bench.err())
          .startsWith("bench: " + server.baseUrl() + "/api/chat/completions: ")
          .contains(sentence)
          .endsWith("Nothing was measured; --no-preflight measures all the same\n")
          .hasLineCount(1);
      assertThat(bench.out()).isEmpty();
      assertThat(dir.resolve("out")).doesNotExist();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void requestBeforeTheLoadCountsAsWarmUp() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(dir, server, "--concurrency=1,2", "--total=4", "--warmup=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode levels = bench.json().path("levels");
      assertThat(levels.path(0).path("warmup").asInt()).isEqualTo(3);
      assertThat(levels.path(1).path("warmup").asInt()).isEqualTo(2);
      assertThat(levels.findValuesAsText("sent")).containsExactly("4", "4");
      assertThat(levels.findValuesAsText("conservation")).containsOnly("holds");
      assertThat(server.requests().stream().filter(r -> r.headers().startsWith("POST ")))
          .hasSize(13);
    }
  }

  @Test
  void errorThatMayPassIsLeftToTheLoad() {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    peer.send(requests.getAndIncrement() == 0 ? BUSY : goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(dir, server, "--concurrency=1", "--total=4", "--warmup=1")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("warmup").asInt()).isEqualTo(2);
      assertThat(bench.json().path("warmup_failed").asInt()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "413", "422", "404"})
  void refusalOfOneRecordIsLeftToTheLoad(String status) throws IOException {
    Files.writeString(
        dir.resolve("p.jsonl"),
        """
        {"prompt": "a"}
        {"prompt": "b"}
        {"prompt": "too long", "model": "unknown"}
        """);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  Peer.Request request = peer.readRequest();
                  while (request != null) {
                    boolean isLast = request.text().contains("too long");
                    peer.send(isLast ? plain(status + " No", "text/plain", "no") : goodStream());
                    request = peer.readRequest();
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--prompts=p.jsonl",
                "--concurrency=1",
                "--total=2",
                "--warmup=1",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("ok").asInt()).isEqualTo(2);
      assertThat(bench.json().path("warmup_failed").asInt()).isEqualTo(1);
      assertThat(bench.json().path("warmup").asInt()).isEqualTo(status.equals("404") ? 2 : 3);
      assertThat(bench.json().path("conservation").asText()).isEqualTo("holds");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "413", "422"})
  void refusalOfTheShortestRequestTooEndsTheRun(String status) throws IOException {
    Files.writeString(
        dir.resolve("p.jsonl"),
        "{\"prompt\": \"long long\"}\n{\"prompt\": \"short\"}\n{\"prompt\": \"last long\"}\n");
    String refusal = plain(status + " No", "text/plain", "no such field");
    try (ScriptedServer server = ScriptedServer.responding(refusal.getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(dir, server, "--prompts=p.jsonl", "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.UNREACHABLE);

      assertThat(bench.err()).contains("HTTP " + status + ": no such field").hasLineCount(1);
      assertThat(dir.resolve("out")).doesNotExist();
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(0).text()).contains("last long");
      assertThat(server.requests().get(1).text()).contains("\"short\"");
    }
  }

  @Test
  void skippedPreflightMeasuresWhateverTheServerSays() {
    String refusal = plain("401 No", "text/plain", "who?");
    try (ScriptedServer server = ScriptedServer.responding(refusal.getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--no-preflight", "--concurrency=1", "--total=2", "--warmup=1")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().path("failed").asInt()).isEqualTo(2);
    }
  }

  @Test
  void mavenBuildEndsWithTheSentence() {
    String refusal = plain("401 No", "text/plain", "who?");
    try (ScriptedServer server = ScriptedServer.responding(refusal.getBytes(UTF_8));
        BenchProcess build =
            BenchProcess.simulate(SweepSimulation.class, dir, "baseUrl=" + server.baseUrl())) {
      assertThat(build.exitStatus()).isNotZero();
      assertThat(build.err()).contains("HTTP 401: who?. No key was sent");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void mavenHasNoServerOfItsOwnForOtherApis() {
    try (BenchProcess build =
        BenchProcess.simulate(SweepSimulation.class, dir, "endpoint=messages")) {
      assertThat(build.exitStatus()).isNotZero();
      assertThat(build.err())
          .contains(
              "bench: -Dendpoint=messages needs -DbaseUrl: the built proxy sends synthetic chats")
          .doesNotContain("using the built proxy");
    }
  }

  @Test
  void moreFailuresThanAllowedEndARunThatKeepsWhatItMeasured() {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  Peer.Request request = peer.readRequest();
                  while (request != null) {
                    boolean isChat = request.headers().startsWith("POST ");
                    boolean fails = isChat && requests.getAndIncrement() % 4 == 3;
                    peer.send(fails ? plain("500 X", "text/plain", "broken") : goodStream());
                    request = peer.readRequest();
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--concurrency=1,2",
                "--total=100",
                "--warmup=0",
                "--max-errors=2",
                "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);

      JsonNode result = bench.json();
      assertThat(result.path("partial").asBoolean()).isTrue();
      assertThat(result.path("failed").asInt()).isEqualTo(3);
      assertThat(result.path("ok").asInt()).isEqualTo(9);
      assertThat(result.path("levels")).hasSize(1);
      assertThat(bench.err())
          .contains("3 of 12 requests failed, which is more than --max-errors=2 allows");
      assertThat(result.path("options").path("max-errors").asText()).isEqualTo("2");
    }
  }

  @Test
  void mavenBuildFailsAfterMoreFailuresThanAllowed() {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    boolean fails = requests.getAndIncrement() % 2 == 1;
                    peer.send(fails ? plain("500 X", "text/plain", "broken") : goodStream());
                  }
                });
        BenchProcess build =
            BenchProcess.simulate(
                SweepSimulation.class,
                dir,
                "baseUrl=" + server.baseUrl(),
                "concurrency=1",
                "total=100",
                "warmup=0",
                "scrape=off",
                "slo=error<90%",
                "maxErrors=2")) {
      assertThat(build.exitStatus()).as(build.err()).isNotZero();

      assertThat(build.err())
          .contains("3 of 6 requests failed, which is more than --max-errors=2 allows")
          .contains("the run ended before the end of its plan");
    }
  }

  @Test
  void mavenMessagesHaveNoControlCharacters() {
    String refusal =
        plain("401 No", "application/json", "{\"error\":{\"message\":\"no\\u001b[31m key\"}}");
    try (ScriptedServer server = ScriptedServer.responding(refusal.getBytes(UTF_8));
        BenchProcess build =
            BenchProcess.simulate(SweepSimulation.class, dir, "baseUrl=" + server.baseUrl())) {
      assertThat(build.exitStatus()).isNotZero();

      assertThat(build.err()).contains("[31m key").doesNotContain("\u001b");
      assertThat(build.out()).doesNotContain("\u001b[31m key");
    }
  }
}
