package dev.firsttoken.proxy.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.proxy.testing.SocketClient;
import dev.firsttoken.proxy.testing.SyntheticServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferedResponseTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String LABELS = "{model=\"synthetic\",runtime=\"micronaut\"}";

  private final SyntheticServer server = new SyntheticServer();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "1,1", "200,0", "200,200", "1000,300"})
  void bufferedResponseHasTheTextAndUsageOfTheStream(int frames, int reasoning) throws Exception {
    JsonNode response =
        requestBuffered(
            "{\"frames\":%d,\"reasoning_frames\":%d,\"delay_ms\":0,\"bytes_per_frame\":100}"
                .formatted(frames, reasoning));

    assertThat(response.get("object").asText()).isEqualTo("chat.completion");
    assertThat(response.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(response.at("/choices/0/message/content").asText("none"))
        .hasSize((frames - reasoning) * 100);
    assertThat(response.at("/choices/0/message/reasoning_content").asText())
        .hasSize(reasoning * 100);
    assertThat(response.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(response.at("/usage/completion_tokens").asInt()).isEqualTo(frames);
    assertThat(response.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(reasoning);
    ScrapedMetrics scrapedMetrics = server.scrape();
    assertThat(scrapedMetrics.value("chat_tokens_total" + LABELS)).isEqualTo(frames);
    assertThat(scrapedMetrics.value("chat_ttft_ms_count" + LABELS)).isZero();
    assertThat(
            scrapedMetrics.value(
                "chat_requests_total{model=\"synthetic\",runtime=\"micronaut\",status=\"200\"}"))
        .isEqualTo(1);
  }

  @Test
  void tokenLimitCapsTheTextAndIsTheFinishReason() throws Exception {
    JsonNode response =
        requestBuffered(
            "{\"frames\":10,\"reasoning_frames\":3,\"delay_ms\":0,\"bytes_per_frame\":100,\"max_completion_tokens\":4}");

    assertThat(response.at("/choices/0/message/reasoning_content").asText()).hasSize(300);
    assertThat(response.at("/choices/0/message/content").asText()).hasSize(100);
    assertThat(response.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(response.at("/usage/completion_tokens").asInt()).isEqualTo(4);
  }

  @Test
  void bufferedResponseTakesAsLongAsTheStream() throws Exception {
    long before = System.nanoTime();
    requestBuffered("{\"frames\":11,\"delay_ms\":10,\"ttft_ms\":50}");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  void gigabytesAreSentUnbuffered() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(PATH, "{\"frames\":100000,\"bytes_per_frame\":65536,\"delay_ms\":0}");
      String length =
          socketClient.readHeaders().stream()
              .filter(line -> line.startsWith("content-length: "))
              .findFirst()
              .orElse("none");
      assertThat(Long.parseLong(length.substring(16))).isBetween(6_553_600_000L, 6_553_601_000L);
      socketClient.readBytes(20_000_000);
      assertThat(server.heldBytes()).isLessThan(600_000);
      socketClient.reset();

      String event = server.nextEvent();
      while (event.equals("unwritable")) {
        event = server.nextEvent();
      }
      assertThat(event).isEqualTo("finished");
      server.runLoopTurns(1);
      assertThat(server.heldBytes()).isZero();
    }
  }

  private JsonNode requestBuffered(String body) throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(PATH, body);
      List<String> headers = socketClient.readHeaders();
      assertThat(headers).contains("content-type: application/json");
      String length =
          headers.stream()
              .filter(line -> line.startsWith("content-length: "))
              .findFirst()
              .orElse("none");
      String json = socketClient.readBytes(Integer.parseInt(length.substring(16)));
      server.runLoopTurns(1);
      assertThat(server.heldBytes()).isZero();
      assertThat(server.scrape().value("chat_bytes_out_total" + LABELS)).isEqualTo(json.length());
      return new ObjectMapper().readTree(json);
    }
  }
}
