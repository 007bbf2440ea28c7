package dev.firsttoken.proxy.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.testing.Scrape;
import dev.firsttoken.proxy.testing.SmallDoor;
import dev.firsttoken.proxy.testing.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeAnswerTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String LABELS = "{model=\"synthetic\",runtime=\"micronaut\"}";

  private final SmallDoor door = new SmallDoor();

  @AfterEach
  void close() {
    door.close();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "1,1", "200,0", "200,200", "1000,300"})
  void aWholeAnswerHasTheStreamsTextAndUsage(int frames, int reasoning) throws Exception {
    JsonNode answer =
        whole(
            "{\"frames\":%d,\"reasoning_frames\":%d,\"delay_ms\":0,\"bytes_per_frame\":100}"
                .formatted(frames, reasoning));

    assertThat(answer.get("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(answer.at("/choices/0/message/content").asText("none"))
        .hasSize((frames - reasoning) * 100);
    assertThat(answer.at("/choices/0/message/reasoning_content").asText()).hasSize(reasoning * 100);
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(frames);
    assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(reasoning);
    Scrape scrape = door.scrape();
    assertThat(scrape.value("chat_tokens_total" + LABELS)).isEqualTo(frames);
    assertThat(scrape.value("chat_ttft_ms_count" + LABELS)).isZero();
    assertThat(
            scrape.value(
                "chat_requests_total{model=\"synthetic\",runtime=\"micronaut\",status=\"200\"}"))
        .isEqualTo(1);
  }

  @Test
  void aWholeAnswerTakesTheStreamsWholeTime() throws Exception {
    long before = System.nanoTime();
    whole("{\"frames\":11,\"delay_ms\":10,\"ttft_ms\":50}");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  void gigabytesAreSentAndNeverHeld() throws Exception {
    try (Wire wire = new Wire(door.port())) {
      wire.post(PATH, "{\"frames\":100000,\"bytes_per_frame\":65536,\"delay_ms\":0}");
      String length =
          wire.head().stream()
              .filter(line -> line.startsWith("content-length: "))
              .findFirst()
              .orElse("none");
      assertThat(Long.parseLong(length.substring(16))).isBetween(6_553_600_000L, 6_553_601_000L);
      wire.bytes(20_000_000);
      assertThat(door.heldBytes()).isLessThan(600_000);
      wire.reset();

      String event = door.next();
      while (event.equals("full")) {
        event = door.next();
      }
      assertThat(event).isEqualTo("over");
      door.turns(1);
      assertThat(door.heldBytes()).isZero();
    }
  }

  private JsonNode whole(String body) throws Exception {
    try (Wire wire = new Wire(door.port())) {
      wire.post(PATH, body);
      List<String> head = wire.head();
      assertThat(head).contains("content-type: application/json");
      String length =
          head.stream()
              .filter(line -> line.startsWith("content-length: "))
              .findFirst()
              .orElse("none");
      String json = wire.bytes(Integer.parseInt(length.substring(16)));
      door.turns(1);
      assertThat(door.heldBytes()).isZero();
      assertThat(door.scrape().value("chat_bytes_out_total" + LABELS)).isEqualTo(json.length());
      return new ObjectMapper().readTree(json);
    }
  }
}
