package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.STREAM_HEADERS;
import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("together")
class BenchIT {
  @TempDir Path dir;

  private static ScriptedServer goodServer() {
    return ScriptedServer.responding(goodStream().getBytes(UTF_8));
  }

  /** Returns the chat requests, without the requests for metrics. */
  private static List<Peer.Request> chatRequests(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST "))
        .toList();
  }

  @Test
  void sweepSendsExactlyItsRequestsOverOneConnectionPerUser() throws IOException {
    try (ScriptedServer server = goodServer();
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--concurrency=1,4",
                "--total=40",
                "--warmup=8",
                "--no-preflight",
                "--results-dir=out",
                "--json=copy.json",
                "--csv=levels.csv")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(result.path("partial").asBoolean()).isFalse();
      assertThat(result.path("levels")).hasSize(2);
      for (JsonNode level : result.path("levels")) {
        assertThat(level.path("ok").asInt()).isEqualTo(40);
        assertThat(level.path("failed").asInt()).isZero();
        assertThat(level.path("warmup").asInt()).isEqualTo(8);
        assertThat(level.path("tokens").asInt()).isEqualTo(80);
        assertThat(level.at("/client/loops").asInt()).isPositive();
        assertThat(level.at("/client/safepoints").isNumber()).isTrue();
        assertThat(level.at("/server/found_by").asText()).isEqualTo("port " + server.port());
        assertThat(level.path("server_says").isNull()).isTrue();
      }
      // Two more connections: one checks that the server is reachable, one looks for metrics.
      assertThat(server.peers()).hasSize(2 + 1 + 4);
      assertThat(chatRequests(server)).hasSize(2 * (40 + 8));
      assertThat(server.failures()).isEmpty();
      assertThat(dir.resolve("out/samples.jsonl.gz")).exists();
      assertThat(dir.resolve("out/result.json")).content().isEqualTo(bench.out());
      assertThat(dir.resolve("copy.json")).content().isEqualTo(bench.out());
      assertThat(Files.readAllLines(dir.resolve("levels.csv")))
          .hasSize(1 + 2)
          .last()
          .asString()
          .startsWith("4,,,40,");
      assertThat(dir.resolve("out/gatling/index.html"))
          .content()
          .contains("ttft c=1", "stream c=4");
      assertThat(dir.resolve("out/.gatling")).doesNotExist();
    }
  }

  @Test
  void adaptiveWarmupSendsFourRequestsPerUserToAFastServer() {
    try (ScriptedServer server = goodServer();
        BenchProcess bench = BenchProcess.sweep(dir, server, "--concurrency=3")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("ok").asInt()).isEqualTo(3 * 8);
      assertThat(chatRequests(server)).hasSize(1 + 3 * 8 + 3 * 4);
    }
  }

  @Test
  void runPrintsItsFourNumbersAtTheTopLevel() {
    try (ScriptedServer server = goodServer();
        BenchProcess bench =
            BenchProcess.start(
                dir, "run", "--base-url=" + server.baseUrl() + "/v1", "--repeat=3")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(result.path("ttft").isNumber()).isTrue();
      assertThat(result.path("tokens").asInt()).isEqualTo(2);
      assertThat(result.path("duration").isNumber()).isTrue();
      assertThat(result.path("tps").isNumber()).isTrue();
      assertThat(result.path("runs")).hasSize(3);
      assertThat(chatRequests(server)).hasSize(3);
      assertThat(chatRequests(server).getFirst().headers())
          .startsWith("POST /v1/chat/completions ");
    }
  }

  @Test
  void regeneratedReportEqualsTheReportOfTheRun() throws IOException {
    try (ScriptedServer server = goodServer();
        BenchProcess run =
            BenchProcess.start(
                dir, "run", "--base-url=" + server.baseUrl(), "--repeat=2", "--results-dir=out")) {
      assertThat(run.exitStatus()).as(run.err()).isEqualTo(ExitStatus.SUCCESS);
      String result = run.out();
      String terminalOutput = run.err();
      Files.delete(dir.resolve("out/result.json"));

      try (BenchProcess report = BenchProcess.start(dir, "report", "out")) {
        assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
        assertThat(report.out()).isEqualTo(result);
        assertThat(report.err()).isEqualTo(terminalOutput);
        assertThat(dir.resolve("out/result.json")).content().isEqualTo(result);
      }
    }
  }

  @Test
  void unreadableSamplesAreReportedInOneLine() throws IOException {
    Files.createDirectory(dir.resolve("out"));
    Files.writeString(dir.resolve("out/samples.jsonl.gz"), "no gzip");
    try (BenchProcess report = BenchProcess.start(dir, "report", "out")) {
      assertThat(report.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(report.out()).isEmpty();
      assertThat(report.err()).startsWith("bench: out/samples.jsonl.gz is not a sample file: ");
      assertThat(report.err().strip().lines()).hasSize(1);
    }
  }

  @Test
  void requestedTimestampsThatAreMissingGiveAWarning() {
    for (boolean requested : new boolean[] {true, false}) {
      try (ScriptedServer server = goodServer();
          BenchProcess bench =
              BenchProcess.sweep(
                  dir,
                  server,
                  requested ? "--frames=2" : "--max-tokens=2",
                  "--concurrency=1",
                  "--total=3")) {
        assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

        assertThat(chatRequests(server).getFirst().text().contains("\"stamp\":true"))
            .isEqualTo(requested);
        String warnings = bench.json().path("warnings").toString();
        assertThat(warnings.contains("stamps_absent")).as(warnings).isEqualTo(requested);
        assertThat(bench.json().at("/options/stamp").asBoolean()).isEqualTo(requested);
      }
    }
  }

  @Test
  void cutStreamsAreFailedSamplesAndAreNotRetried() {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    peer.send(STREAM_HEADERS + chunk(CONTENT));
                    peer.fin();
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(dir, server, "--concurrency=2", "--total=10", "--warmup=0")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);

      assertThat(bench.json().path("failed").asInt()).isEqualTo(10);
      assertThat(bench.json().path("failures").toString()).contains("cut").contains("10");
      assertThat(chatRequests(server)).hasSize(10);
    }
  }

  @Test
  void serverThatNeverRespondsEndsTheRunByTimeout() {
    try (ScriptedServer server = ScriptedServer.running(Peer::awaitClose);
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--concurrency=2", "--total=4", "--warmup=0", "--timeout=200ms")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);

      assertThat(bench.json().path("failures").toString()).contains("timed_out").contains("4");
    }
  }

  @Test
  void apiKeyIsInNoOutputAndNoFile() throws IOException {
    String cut = "x".repeat(300 - "bad key sk-secret ".length() - "sk-sec".length());
    String echo = plain("401 Unauthorized", "text/plain", "bad key sk-secret " + cut + "sk-secret");
    try (ScriptedServer server = ScriptedServer.responding(echo.getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.start(
                dir, Map.of("LLM_API_KEY", "sk-secret"), "run", "--base-url=" + server.baseUrl())) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);

      assertThat(chatRequests(server).getFirst().headers()).contains("Bearer sk-secret");
      assertThat(bench.json().toString()).contains("bad key ***");
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readAllBytes(file)).isNotEmpty();
          assertThat(new String(Files.readAllBytes(file), UTF_8))
              .as(file.toString())
              .doesNotContain("sk-secret", "sk-sec");
        }
      }
    }
  }

  @Test
  void interruptWritesAPartialResult() throws IOException, InterruptedException {
    CountDownLatch third = new CountDownLatch(3);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    third.countDown();
                    if (third.getCount() == 0) {
                      peer.awaitClose();
                    }
                    peer.send(goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--concurrency=1",
                "--total=10",
                "--warmup=0",
                "--scrape=off",
                "--results-dir=out")) {
      third.await();
      bench.interrupt();

      assertThat(bench.exitStatus()).isEqualTo(128 + 2);
      JsonNode result = bench.json();
      assertThat(result.path("partial").asBoolean()).isTrue();
      assertThat(result.path("ok").asInt()).isEqualTo(2);
      assertThat(result.path("levels").path(0).path("aborted").asInt()).isEqualTo(1);
      assertThat(result.path("failed").asInt()).isZero();
      assertThat(dir.resolve("out/result.json")).content().isEqualTo(bench.out());
    }
  }

  @Test
  void stoppedServerIsRetriedTenTimesPerSecondByEachUser() throws InterruptedException {
    CountDownLatch requests = new CountDownLatch(2);
    ScriptedServer server =
        ScriptedServer.running(
            peer -> {
              peer.readRequest();
              requests.countDown();
              peer.send(goodStream());
            });
    try (BenchProcess bench =
        BenchProcess.sweep(
            dir, server, "--concurrency=2", "--duration=2s", "--warmup=0", "--scrape=off")) {
      requests.await();
      server.close();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("failures").path("connect_failed").path("count").asInt(-1))
          .isBetween(1, 2 * 20);
      assertThat(level.path("little").asText()).isEqualTo("none");
    } finally {
      server.close();
    }
  }
}
