package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of plain GET requests, by their JSON names. */
class PlainResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode level(String json, int index) throws JsonProcessingException {
    return JSON.readTree(json).path("levels").path(index);
  }

  private static List<String> checks(JsonNode level) {
    List<String> checks = new ArrayList<>();
    level.path("trust").forEach(check -> checks.add(check.path("check").asText()));
    return checks;
  }

  @Test
  void timesLastToTheLastByteAndToTheHeaders() throws JsonProcessingException {
    JsonNode level = level(ResultJson.format(PlainResults.closed()), 0);
    assertThat(level.path("kind").asText()).isEqualTo("micro");
    assertThat(level.path("ok").asInt()).isEqualTo(3);
    assertThat(level.path("failed").asInt()).isEqualTo(1);
    assertThat(level.at("/failures/http_status/status").asInt()).isEqualTo(404);
    assertThat(level.path("dur_p50").asDouble()).isBetween(19.99, 20.01);
    assertThat(level.path("dur_p99").asDouble()).isBetween(29.98, 30.02);
    assertThat(level.path("ttfb_p50").asDouble()).isBetween(9.99, 10.01);
    assertThat(level.path("connect_p50").asDouble()).isZero();
    assertThat(level.path("bytes").asInt()).isEqualTo(3000);
    // From the first send at 500 ms to the last end at 2,040 ms.
    assertThat(level.path("wall").asDouble()).isEqualTo(1540);
    assertThat(level.path("rps").asDouble()).isEqualTo(1.948);
    assertThat(level.path("bytes_per_second").asDouble()).isEqualTo(1948.052);
  }

  @Test
  void whatOnlyAChatHasIsAbsentAndNotZero() throws JsonProcessingException {
    JsonNode level = level(ResultJson.format(PlainResults.closed()), 0);
    for (String field :
        List.of(
            "tps",
            "tokens",
            "tokens_from",
            "events",
            "ttft_p50",
            "icl_p50",
            "tpot_p50",
            "transit_p50",
            "due_ttft_p50",
            "request_tps_p50",
            "finish_reasons",
            "unstreamed")) {
      assertThat(level.has(field)).as(field).isFalse();
    }
    assertThat(checks(level))
        .contains("answered", "failures", "conservation", "little", "load", "samples")
        .doesNotContain("coalesced", "prompt_cache", "tokens", "clock");
  }

  @Test
  void chatRequestsHaveNoFieldOfPlainRequests() throws JsonProcessingException {
    JsonNode level =
        level(ResultJson.format(TestRun.summary("sweep", Level.closed(1, 1, 0)).result(true)), 0);
    assertThat(level.has("ttft_p50")).isTrue();
    assertThat(level.has("ttfb_p50")).isFalse();
    assertThat(level.has("bytes_per_second")).isFalse();
  }

  @Test
  void cpuOfTheServerIsPerRequestWhateverItsOutcome() throws JsonProcessingException {
    JsonNode server = level(ResultJson.format(PlainResults.closed()), 0).path("server");
    // 8 ms for 4 requests.
    assertThat(server.path("cpu_per_100k_requests").asDouble()).isEqualTo(200_000);
    assertThat(server.has("cpu_per_100k_frames")).isFalse();
  }

  @Test
  void concurrencyIsWhatTheLoadGeneratorCountedAndTheLoadIsJudgedByThePlan()
      throws JsonProcessingException {
    JsonNode level = level(ResultJson.format(PlainResults.closed()), 0);
    // One user was busy for 60 of the 1,500 ms between the first and the last send.
    assertThat(level.path("in_flight_expected").asDouble()).isEqualTo(0.04);
    assertThat(level.path("little").asText()).isEqualTo("holds");
    JsonNode load = level.path("trust").path(checks(level).indexOf("load"));
    assertThat(load.path("verdict").asText()).isEqualTo("warn");
    assertThat(load.path("message").asText()).contains("the client itself takes time");
  }

  @Test
  void openModelAddsLatenciesFromTheDueTime() throws JsonProcessingException {
    JsonNode level = level(ResultJson.format(PlainResults.bothModels()), 1);
    assertThat(level.path("dur_p50").asDouble()).isBetween(19.99, 20.01);
    assertThat(level.path("due_dur_p50").asDouble()).isBetween(21.98, 22.02);
    assertThat(level.path("send_lag_p50").asDouble()).isBetween(1.99, 2.01);
  }

  @Test
  void onlyLevelIsRepeatedAtTheTopWithItsKind() throws JsonProcessingException {
    JsonNode result = JSON.readTree(ResultJson.format(PlainResults.closed()));
    assertThat(result.path("command").asText()).isEqualTo("micro");
    assertThat(result.path("kind").asText()).isEqualTo("micro");
    assertThat(result.path("dur_p50")).isEqualTo(result.at("/levels/0/dur_p50"));
  }

  @Test
  void mergedLevelsAddBytesAndHistograms() throws JsonProcessingException {
    JsonNode level = level(ResultJson.format(PlainResults.merged()), 0);
    assertThat(level.path("kind").asText()).isEqualTo("micro");
    assertThat(level.path("ok").asInt()).isEqualTo(4);
    assertThat(level.path("bytes").asInt()).isEqualTo(4000);
    assertThat(level.path("dur_p99").asDouble()).isBetween(39.9, 40.1);
    assertThat(level.has("tokens")).isFalse();
  }

  @Test
  void tableHasTheKindAndNoColumnOfAChat() {
    String[] lines = CsvExport.format(PlainResults.bothModels()).split("\r\n", -1);
    assertThat(lines[0].split(",", -1))
        .contains("kind", "ttfb_p50_ms", "dur_p99_ms", "due_dur_p99_ms", "bytes_per_second")
        .doesNotContain("tokens", "ttft_p50_ms");
    assertThat(lines[1].split(",", -1)).contains("micro");
  }
}
