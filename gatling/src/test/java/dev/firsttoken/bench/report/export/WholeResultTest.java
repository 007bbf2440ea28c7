package dev.firsttoken.bench.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.report.terminal.ReportFormat;
import dev.firsttoken.bench.report.terminal.TerminalReport;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of responses of a model that are not streamed, by their JSON names. */
class WholeResultTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("result.schema.json");

  /** Four responses that take 10, 20, 30 and 40 ms. */
  private static Result result(Level plan, long tokens, long promptTokens) {
    Summarizer summarizer = TestRun.summary("sweep", plan.ofKind(RequestKind.WHOLE));
    for (int i = 1; i <= 4; i++) {
      long send = i * 500L * MS_IN_NANOS;
      long end = send + i * 10L * MS_IN_NANOS;
      summarizer.add(
          TestSample.at(send, end)
              .dueAt(send - 2 * MS_IN_NANOS)
              .plain(end, 1000)
              .tokens(tokens)
              .promptTokens(promptTokens, 0)
              .sample());
    }
    LevelEnd.ServerCost server =
        new LevelEnd.ServerCost(2_000 * MS_IN_NANOS, 8 * MS_IN_NANOS, 1 << 20, 7, 2, "port 80");
    summarizer.add(new LevelEnd(0, 0, 0, 4, null, null, server, null));
    return summarizer.result(false);
  }

  private static JsonNode level(Result result) throws JsonProcessingException {
    String json = ResultJson.format(result);
    assertThat(SCHEMA.errors(json)).isEmpty();
    return JSON.readTree(json).path("levels").path(0);
  }

  @Test
  void endToEndTimeRateAndTokensAreMeasuredAndTimesOfEventsAreAbsent()
      throws JsonProcessingException {
    JsonNode level = level(result(Level.closed(1, 4, 0), 7, 3));

    assertThat(level.path("kind").asText()).isEqualTo("whole");
    assertThat(level.path("ok").asInt()).isEqualTo(4);
    assertThat(level.path("tokens").asInt()).isEqualTo(28);
    assertThat(level.path("tokens_from").asText()).isEqualTo("usage");
    assertThat(level.path("prompt_tokens").asInt()).isEqualTo(12);
    assertThat(level.path("dur_p50").asDouble()).isBetween(19.98, 20.02);
    assertThat(level.path("tps").asDouble()).isPositive();
    assertThat(level.path("request_tps_p50").asDouble()).isPositive();
    for (String field : List.of("ttft_p50", "ttfo_p50", "tpot_p50", "icl_p50", "close_p50")) {
      assertThat(level.path(field).isNull()).as(field).isTrue();
    }
    assertThat(level.path("unstreamed").asInt()).isZero();
    assertThat(level.at("/server/cpu_per_100k_requests").asDouble()).isEqualTo(200_000);
    assertThat(level.path("slowest")).as("without a course to show").isEmpty();
  }

  @Test
  void embeddingsHavePromptTokensAndNoOutput() throws JsonProcessingException {
    JsonNode level = level(result(Level.closed(1, 4, 0), 0, 3));

    assertThat(level.path("tokens").asInt()).isZero();
    assertThat(level.path("tokens_from").asText()).isEqualTo("usage");
    assertThat(level.path("prompt_tokens").asInt()).isEqualTo(12);
    assertThat(level.path("input_tps").asDouble()).isPositive();
    assertThat(level.path("request_tps_p50").isNull()).isTrue();
  }

  @Test
  void openModelAddsTimesFromTheDueTime() throws JsonProcessingException {
    JsonNode level = level(result(new Level(0, 2, Arrivals.CONSTANT, 4, 0, 0, 0), 7, Sample.NONE));

    assertThat(level.path("due_dur_p50").asDouble()).isBetween(21.98, 22.02);
    assertThat(level.path("due_ttft_p50").isNull()).isTrue();
    assertThat(level.path("prompt_tokens").isNull()).isTrue();
  }

  @Test
  void responsesWithoutUsageHaveUnknownTokens() throws JsonProcessingException {
    JsonNode result =
        JSON.readTree(ResultJson.format(result(Level.closed(1, 4, 0), Sample.NONE, Sample.NONE)));

    assertThat(result.path("warnings").findValuesAsText("code"))
        .contains("tokens_unknown")
        .doesNotContain("tokens_by_events", "not_streamed", "coalesced_reads");
  }

  @Test
  void mergedLevelsAddTokens() throws JsonProcessingException {
    String json = ResultJson.format(result(Level.closed(1, 4, 0), 7, 3));
    ResultMerger merger = new ResultMerger();
    merger.add("one", json.getBytes(UTF_8));
    merger.add("two", json.replace("2026-01-01T00:00", "2026-01-01T00:01").getBytes(UTF_8));
    JsonNode level = JSON.readTree(ResultJson.format(merger.result())).path("levels").path(0);

    assertThat(level.path("kind").asText()).isEqualTo("whole");
    assertThat(level.path("tokens").asInt()).isEqualTo(56);
    assertThat(level.path("ttft_p50").isNull()).isTrue();
  }

  @Test
  void tableHasNoColumnOfAStream() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    TerminalReport.print(
        result(Level.closed(1, 4, 0), 7, 3),
        new PrintStream(err, true, UTF_8),
        ReportFormat.within(120, false));
    String heading =
        err.toString(UTF_8)
            .lines()
            .filter(line -> line.contains("tok/s"))
            .findFirst()
            .orElseThrow();
    assertThat(heading).contains("prompt tok/s", "E2E ms");
    assertThat(heading).doesNotContain("TTFT", "TPOT", "ICL", "MB/s");
  }
}
