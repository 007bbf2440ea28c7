package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chat completions that are not streamed. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class BufferedIT extends ContractTestBase {
  BufferedIT(String name) {
    super(name);
  }

  @ParameterizedTest
  @CsvSource({"20, 5"})
  void responseHasTheTextAndUsageOfTheStream(int frames, int reasoning) throws IOException {
    assertBuffered(frames, reasoning);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"0, 0", "1, 0", "1, 1", "200, 200", "1000, 300"})
  void everyNumberOfFramesHasItsTextAndUsage(int frames, int reasoning) throws IOException {
    assertBuffered(frames, reasoning);
  }

  @Test
  @Tag("long")
  void responseTakesAsLongAsTheStream() throws IOException {
    long before = System.nanoTime();
    chat("{\"frames\":11,\"delay_ms\":10,\"ttft_ms\":50}");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  @Tag("long")
  void gigabytesAreSentUnbuffered() throws IOException {
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"frames\":100000,\"bytes_per_frame\":65536,\"delay_ms\":0}"));
      String headers = client.readHeaders();
      String length =
          new RawClient.Response(headers, new byte[0], "", true).header("content-length");

      assertThat(Long.parseLong(String.valueOf(length))).isBetween(6_553_600_000L, 6_553_602_000L);
      assertThat(client.readBytes(10_000_000)).hasSize(10_000_000);
      assertThat(get("/health").status()).isEqualTo(200);
      client.reset();
    }
  }

  private void assertBuffered(int frames, int reasoning) throws IOException {
    RawClient.Response response =
        chat(
            "{\"frames\":%d,\"reasoning_frames\":%d,\"delay_ms\":0,\"bytes_per_frame\":100}"
                .formatted(frames, reasoning));
    JsonNode completion = ChunkStream.parseJson(response.text());

    assertThat(response.header("content-type")).startsWith("application/json");
    assertThat(response.header("content-length"))
        .isEqualTo(Integer.toString(response.body().length));
    assertThat(completion.path("object").asText()).isEqualTo("chat.completion");
    assertThat(completion.path("id").asText()).isNotEmpty();
    assertThat(completion.path("created").asLong()).isGreaterThan(1_700_000_000);
    assertThat(completion.path("model").asText()).isEqualTo("synthetic");
    assertThat(completion.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(completion.at("/choices/0/message/content").asText("none"))
        .hasSize((frames - reasoning) * 100);
    assertThat(completion.at("/choices/0/message/reasoning_content").asText(""))
        .hasSize(reasoning * 100);
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(frames);
    assertThat(completion.at("/usage/total_tokens").asInt())
        .isEqualTo(completion.at("/usage/prompt_tokens").asInt() + frames);
    assertThat(completion.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(reasoning);
  }
}
