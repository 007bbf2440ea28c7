package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.MicroSimulation;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code ./bench micro}, with the built proxy and with servers that fail. */
class MicroIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static ProxyProcess proxy;

  @TempDir Path dir;

  @BeforeAll
  static void startProxy() {
    proxy = ProxyProcess.start();
  }

  @AfterAll
  static void stopProxy() {
    proxy.close();
  }

  private BenchProcess micro(String url, String... flags) {
    List<String> args =
        new ArrayList<>(List.of("micro", "--url=" + url, "--results-dir=" + dir.resolve("run")));
    args.addAll(List.of(flags));
    return BenchProcess.start(dir, args.toArray(String[]::new));
  }

  private JsonNode result() throws IOException {
    return JSON.readTree(dir.resolve("run/result.json").toFile());
  }

  @Test
  void bothModelsAreMeasuredAndTheReportMakesTheSameNumbersAgain() throws IOException {
    String[] flags = {
      "--concurrency=2", "--rate=100", "--total=200", "--warmup=20", "--csv=levels.csv"
    };
    try (BenchProcess bench = micro(proxy.url() + "/micro/plain?bytes=1024", flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode closed = bench.json().path("levels").path(0);
      assertThat(closed.path("kind").asText()).isEqualTo("micro");
      assertThat(closed.path("ok").asInt()).isEqualTo(200);
      assertThat(closed.path("failed").asInt()).isZero();
      assertThat(closed.path("bytes").asLong()).isEqualTo(200 * 1024);
      assertThat(closed.path("conservation").asText()).isEqualTo("holds");
      assertThat(closed.path("reconnected").asInt()).isZero();
      assertThat(closed.path("ttfb_p50").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(closed.path("dur_p50").asDouble());
      assertThat(closed.has("ttft_p50") || closed.has("tokens") || closed.has("icl_p50")).isFalse();
      JsonNode open = bench.json().path("levels").path(1);
      assertThat(open.path("ok").asInt()).isEqualTo(200);
      assertThat(open.path("due_dur_p50").asDouble())
          .isGreaterThanOrEqualTo(open.path("dur_p50").asDouble());
      assertThat(bench.err()).contains("latency ms", "due-latency ms").doesNotContain("TTFT ms");
    }
    assertThat(dir.resolve("levels.csv")).content().contains(",micro,");
    JsonNode before = result();
    Files.delete(dir.resolve("run/result.json"));
    try (BenchProcess report = BenchProcess.start(dir, "report", "run")) {
      assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(report.json()).isEqualTo(before);
    }
    assertThat(dir.resolve("run/gatling/index.html")).isRegularFile();
    try (Stream<Path> files = Files.list(dir.resolve("run/gatling"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("req_micro-c-2"));
    }
  }

  @Test
  void chunksThatComeLaterAreInTheLatencyAndNotInTheTimeToFirstByte() {
    String url = proxy.url() + "/micro/chunked?bytes=10&chunks=2&delay_ms=50";
    try (BenchProcess bench = micro(url, "--concurrency=4", "--total=40", "--warmup=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode result = bench.json();
      assertThat(result.path("ok").asInt()).isEqualTo(40);
      assertThat(result.path("bytes").asInt()).isEqualTo(400);
      assertThat(result.path("dur_p50").asDouble())
          .isGreaterThan(result.path("ttfb_p50").asDouble() + 25);
      // Most chunks are read apart, because they are sent apart.
      assertThat(result.path("reads").asInt()).isGreaterThan(40);
    }
    List<Sample> samples = new ArrayList<>();
    SampleFile.open(dir.resolve("run").resolve(SampleLog.FILE_NAME))
        .forEach(
            entry -> {
              switch (entry) {
                case LevelBegin begin ->
                    assertThat(begin.plan().kind()).isEqualTo(RequestKind.MICRO);
                case Sample sample -> samples.add(sample);
                default -> {}
              }
            });
    assertThat(samples).hasSize(48).allMatch(sample -> sample.eventNanos().length == 0);
  }

  @Test
  void missingPageStopsTheRunWithItsStatus() {
    String url = proxy.url() + "/micro/none";
    try (BenchProcess bench = micro(url, "--concurrency=2", "--total=1000", "--warmup=4")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);
      JsonNode result = bench.json();
      assertThat(result.path("ok").asInt()).isZero();
      assertThat(result.path("partial").asBoolean()).isTrue();
      assertThat(result.at("/failures/http_status/status").asInt()).isEqualTo(404);
      assertThat(result.at("/failures/http_status/example").asText())
          .startsWith(url + ": HTTP 404: ")
          .doesNotContain("--base-url");
    }
  }

  @Test
  void failedResponsesAreCountedByTheirReason() {
    int[] count = new int[1];
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    boolean isBusy = ++count[0] % 4 == 0;
                    peer.send(plain(isBusy ? "503 Busy" : "200 OK", "text/plain", "0123456789"));
                  }
                });
        BenchProcess bench =
            micro(
                server.baseUrl() + "/x",
                "--concurrency=1",
                "--total=40",
                "--warmup=0",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);
      JsonNode result = bench.json();
      assertThat(result.path("ok").asInt()).isEqualTo(30);
      assertThat(result.path("failed").asInt()).isEqualTo(10);
      assertThat(result.path("bytes").asInt()).isEqualTo(300);
      assertThat(result.at("/failures/http_status/status").asInt()).isEqualTo(503);
      assertThat(server.peers()).as("connections").hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void serverThatRefusesIsUnreachableAndAUrlThatIsNoneIsUsage() throws IOException {
    int closedPort;
    try (ScriptedServer server = ScriptedServer.responding("x".getBytes(UTF_8))) {
      closedPort = server.port();
    }
    try (BenchProcess bench = micro("http://127.0.0.1:" + closedPort + "/x")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
      assertThat(bench.err()).contains("can't reach http://127.0.0.1:" + closedPort);
      assertThat(bench.out()).isEmpty();
    }
    try (BenchProcess bench = micro("no url at all")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains("--url=no url at all: must be an http or https URL");
    }
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  @Tag("long")
  void simulationTakesTheUrlAsAProperty() throws IOException {
    try (BenchProcess maven =
        BenchProcess.simulate(
            MicroSimulation.class,
            dir,
            "url=" + proxy.url() + "/micro/plain?bytes=7",
            "concurrency=2",
            "total=20",
            "warmup=2",
            "resultsDir=" + dir.resolve("run"))) {
      assertThat(maven.exitStatus()).as(maven.err()).isZero();
    }
    JsonNode level = result().path("levels").path(0);
    assertThat(level.path("ok").asInt()).isEqualTo(20);
    assertThat(level.path("bytes").asInt()).isEqualTo(140);
  }

  @Test
  @Tag("long")
  void serversAreComparedByTheirMicroEndpoints() throws IOException {
    Files.createDirectory(dir.resolve("baselines"));
    try (BenchProcess bench =
        BenchProcess.start(
            dir,
            "compare",
            "--mode=micro",
            "--dir=" + dir.resolve("baselines"),
            "--targets=micronaut,mine=" + proxy.url(),
            "--rounds=2",
            "--concurrency=2",
            "--total=100",
            "--warmup=4",
            "--path=micro/chunked?bytes=100&chunks=2",
            "--results-dir=" + dir.resolve("run"))) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode json = bench.json();
      assertThat(json.path("mode").asText()).isEqualTo("micro");
      assertThat(json.path("targets").findValuesAsText("url"))
          .allMatch(url -> url.endsWith("/micro/chunked?bytes=100&chunks=2"));
      JsonNode level = json.at("/targets/1/levels/0");
      assertThat(level.path("dur_p50").asDouble()).isPositive();
      assertThat(level.path("ttft_p50").isNull()).isTrue();
      assertThat(json.path("verdicts").findValuesAsText("metric"))
          .contains("dur_p50", "dur_p99", "rps");
      assertThat(bench.err()).contains("plain GET requests", "latency p50");
    }
    assertThat(result().at("/levels/0/bytes").asInt()).isEqualTo(200 * 100);
  }
}
