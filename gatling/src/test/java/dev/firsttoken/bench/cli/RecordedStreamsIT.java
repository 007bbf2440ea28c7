package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.Recording;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded streams of real providers through proxy and bench, both as real processes. */
class RecordedStreamsIT {
  private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

  @TempDir Path dir;

  /** The upstream sends one recording after the other, so that one run has them all. */
  @Test
  void proxyAndBenchCountRecordedStreamsAlike() throws Exception {
    List<Recording> recordings = Recording.loadAll();
    assumeFalse(recordings.isEmpty(), "FIRST_TOKEN_STREAMS names no folder of recordings");
    try (ScriptedServer upstream = sendingInTurn(recordings);
        BenchProcess proxy = serve(Map.of("LLM_BASE_URL", upstream.baseUrl() + "/v1"))) {
      String base = address(proxy);
      Path run = dir.resolve("run");
      JsonNode result =
          bench(
              "sweep",
              "--base-url=" + base,
              "--total=" + recordings.size(),
              "--concurrency=1",
              "--warmup=0",
              "--results-dir=" + run);

      assertThat(result.path("ok").asInt()).isEqualTo(recordings.size());
      List<Sample> samples = samples(run);
      assertThat(samples).hasSameSizeAs(recordings);
      for (int i = 0; i < recordings.size(); i++) {
        assertSame(samples.get(i), recordings.get(i));
      }
      long tokens = recordings.stream().mapToLong(Recording::tokens).sum();
      assertThat(result.path("tokens").asLong()).isEqualTo(tokens);
      assertThat(result.path("events").asInt())
          .isEqualTo(recordings.stream().mapToInt(Recording::contentEvents).sum());
      assertThat(result.path("reasoning_events").asInt())
          .isEqualTo(recordings.stream().mapToInt(Recording::reasoningEvents).sum());
      assertThat(result.path("tool_call_events").asInt())
          .isEqualTo(recordings.stream().mapToInt(Recording::toolCallEvents).sum());
      assertThat(sum(base, "chat_tokens_total")).isEqualTo((double) tokens);
    }
  }

  private static void assertSame(Sample sample, Recording recording) {
    assertThat(sample.completionTokens()).as(recording.name()).isEqualTo(recording.tokens());
    assertThat(sample.eventNanos()).as(recording.name()).hasSize(recording.contentEvents());
    assertThat(sample.reasoningEvents())
        .as(recording.name())
        .isEqualTo(recording.reasoningEvents());
    assertThat(sample.toolCallEvents()).as(recording.name()).isEqualTo(recording.toolCallEvents());
  }

  /** Starts a server whose n-th response to a POST is the n-th recording. */
  private static ScriptedServer sendingInTurn(List<Recording> recordings) {
    AtomicInteger sent = new AtomicInteger();
    return ScriptedServer.running(
        peer -> {
          Peer.Request request = peer.readRequest();
          while (request != null) {
            boolean isChat = request.headers().startsWith("POST ");
            Recording next = recordings.get(isChat ? sent.getAndIncrement() : 0);
            peer.send(next.response());
            request = peer.readRequest();
          }
        });
  }

  private static List<Sample> samples(Path run) {
    List<Sample> samples = new ArrayList<>();
    SampleFile.open(run.resolve(SampleLog.FILE_NAME))
        .forEach(
            entry -> {
              if (entry instanceof Sample sample) {
                samples.add(sample);
              }
            });
    return samples;
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
