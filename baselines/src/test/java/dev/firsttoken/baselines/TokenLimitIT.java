package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Caps of the frames by {@code max_tokens} and {@code max_completion_tokens}. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class TokenLimitIT extends ContractTestBase {
  TokenLimitIT(String name) {
    super(name);
  }

  @Test
  void limitCapsTheFramesAndIsTheFinishReason() throws IOException {
    List<JsonNode> chunks =
        stream(
                "\"frames\":10,\"delay_ms\":0,\"max_tokens\":4,\"stream_options\":{\"include_usage\":true}")
            .chunks();

    assertThat(chunks).hasSize(7);
    assertThat(chunks.get(5).at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(chunks.get(6).at("/usage/completion_tokens").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_completion_tokens\":3|3|length",
        "\"max_tokens\":3,\"max_completion_tokens\":5|3|length",
        "\"max_tokens\":5,\"max_completion_tokens\":3|3|length",
        "\"max_tokens\":10|10|stop",
        "\"max_tokens\":11|10|stop",
        "\"max_tokens\":null|10|stop",
        "\"max_tokens\":1000000000000|10|stop",
      })
  void smallerLimitHolds(String limit, int frames, String finishReason) throws IOException {
    List<JsonNode> chunks = stream("\"frames\":10,\"delay_ms\":0," + limit).chunks();

    assertThat(chunks).hasSize(frames + 2);
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo(finishReason);
  }

  @Test
  @Tag("long")
  void limitHoldsForAResponseThatIsNotStreamed() throws IOException {
    JsonNode response =
        ChunkStream.parseJson(
            chat("{\"frames\":10,\"delay_ms\":0,\"bytes_per_frame\":10,\"max_tokens\":4}").text());

    assertThat(response.at("/choices/0/message/content").asText()).hasSize(40);
    assertThat(response.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(response.at("/usage/completion_tokens").asInt()).isEqualTo(4);
  }
}
