package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed chat completions. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class StreamIT extends ContractTestBase {
  private static final Pattern FIRST_FRAME = Pattern.compile("\"seq\": *0,");

  StreamIT(String name) {
    super(name);
  }

  @Test
  void streamHasRoleFramesFinishUsageAndDone() throws IOException {
    RawClient.Response response =
        chat(
            "{\"stream\":true,\"frames\":3,\"delay_ms\":1,\"stream_options\":{\"include_usage\":true}}");
    List<JsonNode> chunks = ChunkStream.parse(response.text()).chunks();

    assertThat(response.header("content-type")).startsWith("text/event-stream");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(chunks).hasSize(6);
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(chunks.subList(1, 4)).allMatch(chunk -> ChunkStream.text(chunk).length() == 64);
    assertThat(chunks.get(4).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(chunks.get(5).get("choices")).isEmpty();
    assertThat(chunks.get(5).at("/usage/completion_tokens").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"/api/chat/completions", "/v1/chat/completions"})
  void bothRoutesServeChat(String path) throws IOException {
    String request =
        RawClient.chat("{\"stream\":true,\"frames\":2,\"delay_ms\":0}")
            .replace("/v1/chat/completions", path);

    assertThat(ChunkStream.parse(RawClient.request(port, request).text()).frames()).hasSize(2);
  }

  @Test
  @Tag("long")
  void everyChunkIsAChatCompletionChunkOfOneResponse() throws IOException {
    List<JsonNode> chunks =
        stream("\"frames\":3,\"delay_ms\":0,\"stream_options\":{\"include_usage\":true}").chunks();

    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
              assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
              assertThat(chunk.path("created").isIntegralNumber()).isTrue();
              assertThat(chunk.path("created").asLong()).isGreaterThan(1_700_000_000);
              assertThat(chunk.path("model").asText()).isEqualTo("synthetic");
              assertThat(chunk.path("choices").isArray()).isTrue();
              assertThat(chunk.has("seq")).isFalse();
            });
    assertThat(chunks.subList(0, 5)).allMatch(chunk -> chunk.at("/choices/0/index").isInt());
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {"", "\"stream_options\":null", "\"stream_options\":{\"include_usage\":false}"})
  void usageComesOnlyOnRequest(String options) throws IOException {
    String fields = "\"frames\":1,\"delay_ms\":0" + (options.isEmpty() ? "" : "," + options);

    assertThat(stream(fields).chunks()).hasSize(3).noneMatch(chunk -> chunk.hasNonNull("usage"));
  }

  @Test
  @Tag("long")
  void unsetOptionsHaveTheDefaults() throws IOException {
    List<JsonNode> frames = stream("\"stamp\":true").frames();

    assertThat(frames).hasSize(200).allMatch(frame -> ChunkStream.text(frame).length() == 64);
    assertThat(frames.get(199).get("due_ns").asLong() - frames.get(0).get("due_ns").asLong())
        .isEqualTo(199 * 5_000_000L);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"null", "\"\"", "\"synthetic\"", "\"gpt-5\"", "\"é\""})
  void everyModelIsServed(String model) throws IOException {
    assertThat(stream("\"model\":" + model + ",\"frames\":1").frames()).hasSize(1);
  }

  @Test
  @Tag("long")
  void streamWithoutFramesHasRoleAndFinish() throws IOException {
    List<JsonNode> chunks = stream("\"frames\":0").chunks();

    assertThat(chunks).hasSize(2);
    assertThat(chunks.get(1).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(ints = {1, 48, 65_536})
  void contentHasTheRequestedLengthInAscii(int bytes) throws IOException {
    assertThat(stream("\"frames\":2,\"delay_ms\":0,\"bytes_per_frame\":" + bytes).frames())
        .hasSize(2)
        .allMatch(frame -> ChunkStream.text(frame).matches("[ -~]{" + bytes + "}"));
  }

  @Test
  @Tag("long")
  void firstFramesAreReasoning() throws IOException {
    List<JsonNode> frames = stream("\"frames\":4,\"delay_ms\":0,\"reasoning_frames\":3").frames();

    assertThat(frames)
        .extracting(frame -> frame.at("/choices/0/delta").has("reasoning_content"))
        .containsExactly(true, true, true, false);
  }

  @Test
  @Tag("long")
  void headersAndRoleArriveBeforeTheFirstFrameIsDue() throws IOException {
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"stream\":true,\"ttft_ms\":600000}"));

      assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
      assertThat(new String(client.readChunk(), StandardCharsets.US_ASCII))
          .contains("\"role\":\"assistant\"");
    }
  }

  @Test
  @Tag("long")
  void frameArrivesBeforeTheNextOneIsDue() throws IOException {
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"stream\":true,\"delay_ms\":60000,\"stamp\":true}"));
      client.readHeaders();
      String received = "";
      while (!FIRST_FRAME.matcher(received).find()) {
        received += new String(client.readChunk(), StandardCharsets.US_ASCII);
      }

      assertThat(received).doesNotContainPattern("\"seq\": *1,");
    }
  }

  @Test
  @Tag("long")
  void connectionServesSeveralStreams() throws IOException {
    try (RawClient client = connect()) {
      for (int i = 1; i <= 3; i++) {
        client.send(RawClient.chat("{\"stream\":true,\"delay_ms\":1,\"frames\":" + i + "}"));

        assertThat(ChunkStream.parse(client.read().text()).frames()).hasSize(i);
      }
    }
  }

  @Test
  @Tag("long")
  void twoHundredStreamsAreServedAtOnce() throws Exception {
    List<Callable<Integer>> streams = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      streams.add(() -> stream("\"frames\":20,\"delay_ms\":50").frames().size());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> stream : threads.invokeAll(streams)) {
        assertThat(stream.get()).isEqualTo(20);
      }
    }
  }
}
