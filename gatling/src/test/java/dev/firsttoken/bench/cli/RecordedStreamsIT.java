package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Recording;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded streams of real providers through proxy and bench, both as real processes. */
class RecordedStreamsIT {
  private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

  @TempDir Path dir;

  @Test
  void proxyAndBenchCountRecordedStreamsAlike() throws Exception {
    List<Recording> recordings = Recording.loadAll();
    assumeFalse(recordings.isEmpty(), "FIRST_TOKEN_STREAMS names no folder of recordings");
    for (Recording recording : recordings) {
      try (ScriptedServer upstream =
              ScriptedServer.responding(recording.response().getBytes(UTF_8));
          BenchProcess proxy = serve(Map.of("LLM_BASE_URL", upstream.baseUrl() + "/v1"))) {
        String base = address(proxy);
        JsonNode result =
            bench("sweep", "--base-url=" + base, "--total=1", "--concurrency=1", "--warmup=0");

        assertThat(result.path("ok").asInt()).as(recording.name()).isEqualTo(1);
        assertThat(result.path("tokens").asLong())
            .as(recording.name())
            .isEqualTo(recording.tokens());
        assertThat(result.path("events").asInt())
            .as(recording.name())
            .isEqualTo(recording.contentEvents());
        assertThat(result.path("reasoning_events").asInt()).isEqualTo(recording.reasoningEvents());
        assertThat(result.path("tool_call_events").asInt()).isEqualTo(recording.toolCallEvents());
        assertThat(sum(base, "chat_tokens_total")).isEqualTo((double) recording.tokens());
      }
    }
  }

  private BenchProcess serve(Map<String, String> env) throws IOException {
    return BenchProcess.start(Files.createTempDirectory(dir, "serve"), env, "serve", "--port=0");
  }

  private JsonNode bench(String... args) throws IOException {
    try (BenchProcess bench = BenchProcess.start(Files.createTempDirectory(dir, "bench"), args)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      return bench.json();
    }
  }

  private static String address(BenchProcess proxy) throws InterruptedException {
    return proxy.awaitErr(ADDRESS);
  }

  private static double sum(String base, String name) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String scrape =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(base + "/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return scrape
          .lines()
          .filter(line -> line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
