package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Defaults that the environment sets. Each test has a server of its own. */
@Tag("long")
class EnvironmentIT {
  @ParameterizedTest
  @MethodSource(ContractTestBase.SERVERS)
  void environmentSetsTheDefaultsAndTheRequestOverridesThem(String name) throws IOException {
    Map<String, String> environment =
        Map.of(
            "SYN_FRAMES", "4",
            "SYN_DELAY_MS", "3",
            "SYN_BYTES", "10",
            "SYN_TTFT_MS", "20",
            "SYN_REASONING_FRAMES", "1",
            "SYN_SPIN_US", "1500.5");
    try (TestServer server = Servers.start(name, environment)) {
      List<JsonNode> chunks = stream(server, "");
      long start = chunks.getFirst().get("due_ns").asLong();

      assertThat(chunks).hasSize(6);
      assertThat(chunks.subList(1, 5)).allMatch(chunk -> ChunkStream.text(chunk).length() == 10);
      assertThat(chunks.get(1).at("/choices/0/delta").has("reasoning_content")).isTrue();
      assertThat(chunks.get(4).get("due_ns").asLong()).isEqualTo(start + 29_000_000);
      assertThat(chunks.get(1).get("sent_ns").asLong()).isGreaterThanOrEqualTo(start + 21_500_500);
      assertThat(stream(server, ",\"frames\":2,\"bytes_per_frame\":5,\"delay_ms\":0").subList(1, 3))
          .allMatch(chunk -> ChunkStream.text(chunk).length() == 5);
    }
  }

  /** The proxy relays requests that name another model than the synthetic one. */
  @ParameterizedTest
  @MethodSource("dev.firsttoken.baselines.Servers#baselineNames")
  void configuredModelIsALabel(String name) throws IOException {
    try (TestServer server = Servers.start(name, Map.of("LLM_MODEL", "qwen3"))) {
      for (String model : List.of("\"qwen3\"", "null", "\"synthetic\"", "\"gpt-5\"")) {
        RawClient.request(server.port(), RawClient.chat("{\"frames\":1,\"model\":" + model + "}"));
      }
      PrometheusText scrape =
          new PrometheusText(
              RawClient.request(server.port(), ContractTestBase.requestTo("GET /metrics")).text());

      assertThat(scrape.sum("chat_requests_total", "model=\"qwen3\"")).isEqualTo(2);
      assertThat(scrape.sum("chat_requests_total", "model=\"synthetic\"")).isEqualTo(1);
      assertThat(scrape.sum("chat_requests_total", "model=\"other\"")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource(ContractTestBase.SERVERS)
  void invalidDefaultStopsTheStartWithOneSentence(String name) {
    Servers.assumeTools(name);
    assertThatThrownBy(() -> Servers.start(name, Map.of("SYN_FRAMES", "-1")).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SYN_FRAMES must be an integer from 0 to 100000, not \"-1\".")
        .message()
        .doesNotContain("Traceback", "    at ");
  }

  private static List<JsonNode> stream(TestServer server, String fields) throws IOException {
    return ChunkStream.parse(
            RawClient.request(
                    server.port(), RawClient.chat("{\"stream\":true,\"stamp\":true" + fields + "}"))
                .text())
        .chunks();
  }
}
