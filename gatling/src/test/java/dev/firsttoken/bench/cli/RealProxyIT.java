package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.ChatResponses;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench and the built proxy, both as real processes. */
class RealProxyIT {
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

  private static String metrics() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.url() + "/metrics")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
    }
  }

  private static double counterValue(String metrics, String series, String labels) {
    Matcher matcher =
        Pattern.compile("(?m)^" + series + "\\{" + labels + "} ([0-9.E]+)$").matcher(metrics);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  @Test
  void serverCountsTheSameRequestsAndTokensAsTheBench() throws IOException, InterruptedException {
    String labels = "model=\"synthetic\",runtime=\"micronaut\"";
    String before = metrics();
    try (BenchProcess bench =
        BenchProcess.start(
            dir,
            "sweep",
            "--base-url=" + proxy.url(),
            "--model=synthetic",
            "--concurrency=1,8",
            "--total=32",
            "--warmup=8",
            "--frames=10",
            "--delay-ms=1")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      String after = metrics();

      assertThat(bench.json().at("/environment/proxy").asText()).isEqualTo("jar_with_aot_cache");
      int tokens = 0;
      for (JsonNode level : bench.json().path("levels")) {
        assertThat(level.path("ok").asInt()).isEqualTo(32);
        assertThat(level.path("transit_p50").isNumber()).isTrue();
        tokens += level.path("tokens").asInt();
      }
      assertThat(tokens).isEqualTo(2 * 32 * 10);
      int unmeasured = 1 + 2 * 8; // one request before the load, and those of the warm-up
      assertThat(
              counterValue(after, "chat_requests_total", labels + ",status=\"200\"")
                  - counterValue(before, "chat_requests_total", labels + ",status=\"200\""))
          .isEqualTo(2 * 32 + unmeasured);
      assertThat(
              counterValue(after, "chat_tokens_total", labels)
                  - counterValue(before, "chat_tokens_total", labels))
          .isEqualTo(tokens + 10 * unmeasured);
      assertThat(counterValue(after, "chat_in_flight", labels)).isZero();
    }
  }

  @Test
  void proxyFulfilsItsContract() {
    try (BenchProcess bench =
        BenchProcess.start(dir, "smoke", "--contract", "--base-url=" + proxy.url(), "--frames=5")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("ok").asBoolean()).isTrue();
      assertThat(bench.json().path("checks")).hasSize(5);
      assertThat(bench.err().strip().lines()).hasSize(5).allMatch(line -> line.startsWith("PASS "));
    }
  }

  @Test
  void proxyCanBeMeasured() {
    try (BenchProcess bench =
        BenchProcess.start(dir, "smoke", "--base-url=" + proxy.url(), "--frames=5")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("checks")).hasSize(7);
      assertThat(bench.json().at("/checks/2/verdict").asText()).isEqualTo("pass");
      assertThat(bench.err()).contains("This endpoint can be measured");
    }
  }

  @Test
  void smokeReportsContractViolations() {
    try (ScriptedServer server =
            ScriptedServer.responding(ChatResponses.goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.start(dir, "smoke", "--contract", "--base-url=" + server.baseUrl())) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().path("ok").asBoolean()).isFalse();
      assertThat(bench.err())
          .contains("FAIL streamed response: cache-control is missing, expected no-cache")
          .contains("FAIL metrics: content-type is text/event-stream, expected text/plain");
    }
  }
}
