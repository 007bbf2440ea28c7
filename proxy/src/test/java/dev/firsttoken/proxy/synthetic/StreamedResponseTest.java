package dev.firsttoken.proxy.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.proxy.testing.SocketClient;
import dev.firsttoken.proxy.testing.SyntheticServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedResponseTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String LABELS = "{model=\"synthetic\",runtime=\"micronaut\"}";

  private final SyntheticServer server = new SyntheticServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void streamIsRoleFramesFinishUsageAndDone() throws Exception {
    List<JsonNode> chunks =
        stream(
            """
            {"stream":true,"frames":3,"delay_ms":0,"bytes_per_frame":10,"stream_options":{"include_usage":true}}\
            """);

    assertThat(chunks)
        .extracting(chunk -> chunk.at("/choices/0/delta/content").asText())
        .containsExactly("", "the quick ", "the quick ", "the quick ", "", "");
    assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(chunks)
        .extracting(chunk -> chunk.at("/choices/0/finish_reason").asText("none"))
        .containsExactly("none", "none", "none", "none", "stop", "none");
    assertThat(chunks.get(4).at("/choices/0/delta")).isEmpty();
    assertThat(chunks.get(5).get("choices")).isEmpty();
    assertThat(chunks.get(5).at("/usage/completion_tokens").asInt()).isEqualTo(3);
    assertThat(chunks.get(5).at("/usage/total_tokens").asInt()).isEqualTo(3 + 25);
  }

  @Test
  void everyChunkIsAChatCompletionChunkOfOneId() throws Exception {
    List<JsonNode> chunks = stream("{\"stream\":true,\"frames\":2,\"delay_ms\":0}");

    assertThat(chunks)
        .hasSize(4)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
              assertThat(chunk.get("model").asText()).isEqualTo("synthetic");
              assertThat(chunk.get("created").asLong()).isGreaterThan(1_700_000_000L);
              assertThat(chunk.at("/choices/0/index").asInt(-1)).isZero();
            });
    assertThat(chunks)
        .extracting(chunk -> chunk.get("id").asText())
        .doesNotContain("")
        .containsOnly(chunks.get(0).get("id").asText());
  }

  @Test
  void firstFramesAreReasoning() throws Exception {
    List<JsonNode> chunks =
        stream("{\"stream\":true,\"frames\":4,\"reasoning_frames\":1,\"delay_ms\":0}");

    assertThat(chunks.subList(1, 5))
        .extracting(chunk -> chunk.at("/choices/0/delta/reasoning_content").asText().length())
        .containsExactly(64, 0, 0, 0);
    assertThat(chunks.subList(1, 5))
        .extracting(chunk -> chunk.at("/choices/0/delta/content").asText().length())
        .containsExactly(0, 64, 64, 64);
  }

  @Test
  void tokenLimitCapsTheFramesAndIsTheFinishReason() throws Exception {
    List<JsonNode> chunks =
        stream(
            "{\"stream\":true,\"frames\":10,\"delay_ms\":0,\"max_tokens\":4,\"stream_options\":{\"include_usage\":true}}");

    assertThat(chunks).hasSize(7);
    assertThat(chunks.get(5).at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(chunks.get(6).at("/usage/completion_tokens").asInt()).isEqualTo(4);
    assertThat(server.scrape().value("chat_tokens_total" + LABELS)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void spinPrecedesEachFrame(int delayMillis) throws Exception {
    List<JsonNode> chunks =
        stream(
            "{\"stream\":true,\"frames\":10,\"spin_us\":2000,\"stamp\":true,\"delay_ms\":"
                + delayMillis
                + "}");

    long previous = chunks.get(0).get("sent_ns").asLong();
    for (JsonNode frame : chunks.subList(1, 11)) {
      long sent = frame.get("sent_ns").asLong();
      assertThat(sent).isGreaterThanOrEqualTo(previous + 2_000_000);
      previous = sent;
    }
  }

  @Test
  void stampsFollowTheScheduleWithoutDrift() throws Exception {
    List<JsonNode> chunks =
        stream("{\"stream\":true,\"frames\":50,\"delay_ms\":2,\"ttft_ms\":10,\"stamp\":true}");

    List<JsonNode> frames = chunks.subList(1, 51);
    long start = chunks.get(0).get("due_ns").asLong();
    for (int k = 0; k < 50; k++) {
      JsonNode frame = frames.get(k);
      assertThat(frame.get("seq").asInt(-9)).isEqualTo(k);
      assertThat(frame.get("due_ns").asLong()).isEqualTo(start + 10_000_000 + k * 2_000_000L);
      assertThat(frame.get("sent_ns").asLong())
          .isGreaterThanOrEqualTo(frame.get("due_ns").asLong());
    }
    assertThat(chunks.get(0).get("seq").asInt()).isEqualTo(-1);
    assertThat(chunks.get(51).get("seq").asInt()).isEqualTo(50);
    assertThat(chunks.get(51).get("due_ns").asLong())
        .isEqualTo(frames.get(49).get("due_ns").asLong());
  }

  @Test
  void streamWithoutFramesEndsWhenItsFirstFrameWouldBeDue() throws Exception {
    List<JsonNode> chunks = stream("{\"stream\":true,\"frames\":0,\"ttft_ms\":20,\"stamp\":true}");

    assertThat(chunks).hasSize(2);
    long start = chunks.get(0).get("due_ns").asLong();
    assertThat(chunks.get(1).get("sent_ns").asLong()).isGreaterThanOrEqualTo(start + 20_000_000);
    assertThat(server.scrape().value("chat_ttft_ms_count" + LABELS)).isZero();
    assertThat(
            server
                .scrape()
                .value(
                    "chat_requests_total{model=\"synthetic\",runtime=\"micronaut\",status=\"200\"}"))
        .isEqualTo(1);
  }

  @Test
  void headersAndRoleAreSentBeforeTheFirstFrameIsDue() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(PATH, "{\"stream\":true,\"frames\":1,\"ttft_ms\":600000}");

      assertThat(socketClient.readHeaders())
          .contains(
              "content-type: text/event-stream",
              "cache-control: no-cache",
              "transfer-encoding: chunked");
      assertThat(socketClient.readChunk()).contains("assistant");
    }
  }

  @Test
  void connectionServesSeveralStreams() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      for (int i = 0; i < 3; i++) {
        socketClient.post(PATH, "{\"stream\":true,\"frames\":5,\"delay_ms\":1}").readHeaders();

        assertThat(socketClient.readChunks()).hasSize(8);
      }
    }
    server.runLoopTurns(1);
    assertThat(server.heldBytes()).isZero();
  }

  @Test
  void http10ClientReceivesTheStreamUnframedAndAClose() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      String body = "{\"stream\":true,\"frames\":100,\"delay_ms\":0,\"stamp\":true}";
      socketClient.send("POST / HTTP/1.0\r\ncontent-length: " + body.length() + "\r\n\r\n");
      socketClient.send(body);

      assertThat(socketClient.readHeaders())
          .contains("connection: close")
          .noneMatch(line -> line.startsWith("transfer-encoding"));
      List<String> events = List.of(socketClient.readRemaining().split("\n\n"));
      assertThat(events).hasSize(103).allMatch(event -> event.startsWith("data: "));
      assertThat(events.get(102)).isEqualTo("data: [DONE]");
      assertThat(new ObjectMapper().readTree(events.get(100).substring(6)).get("seq").asInt())
          .isEqualTo(99);
    }
  }

  @Test
  void streamCountsOnceWithItsTokensAndBytes() throws Exception {
    double bytes;
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(PATH, "{\"stream\":true,\"frames\":20,\"delay_ms\":0}").readHeaders();
      bytes = socketClient.readChunks().stream().mapToLong(String::length).sum();
    }
    ScrapedMetrics scrapedMetrics = server.scrape();
    assertThat(
            scrapedMetrics.value(
                "chat_requests_total{model=\"synthetic\",runtime=\"micronaut\",status=\"200\"}"))
        .isEqualTo(1);
    assertThat(scrapedMetrics.value("chat_tokens_total" + LABELS)).isEqualTo(20);
    assertThat(scrapedMetrics.value("chat_bytes_out_total" + LABELS)).isEqualTo(bytes);
    assertThat(scrapedMetrics.value("chat_in_flight" + LABELS)).isZero();
    assertThat(scrapedMetrics.value("chat_ttft_ms_count" + LABELS)).isEqualTo(1);
    assertThat(scrapedMetrics.value("chat_duration_ms_count" + LABELS)).isEqualTo(1);
  }

  private List<JsonNode> stream(String body) throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(PATH, body).readHeaders();
      List<String> events = socketClient.readChunks();
      assertThat(events).allMatch(event -> event.matches("data: [^\n]+\n\n"));
      assertThat(events.removeLast()).isEqualTo("data: [DONE]\n\n");
      List<JsonNode> chunks = new ArrayList<>();
      for (String event : events) {
        chunks.add(new ObjectMapper().readTree(event.substring("data: ".length())));
      }
      server.runLoopTurns(1);
      assertThat(server.heldBytes()).isZero();
      return chunks;
    }
  }
}
