package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineJsonTest {
  private static final long MS = 1_000_000;

  private final Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, 2, 0));

  private String format() {
    return ResultJson.format(summarizer.result(false));
  }

  private JsonNode level() throws JsonProcessingException {
    return new ObjectMapper().readTree(format()).at("/levels/0");
  }

  @Test
  void seriesIsWrittenAsColumnsOfOneLineEach() {
    summarizer.add(TestSample.at(0, 1250 * MS).tokens(5).sample());
    summarizer.add(TestSample.at(1250 * MS, 2000 * MS).failed(Outcome.CUT, "cut").sample());
    summarizer.add(new LevelEnd(0, 0, 0, 2, null, null, null, null));

    assertThat(format())
        .contains(
            """
                  "series": {
                    "t_ms": [0, 1000],
                    "width_ms": [1000, 1000],
                    "rps": [0, 1],
                    "tps": [0, 5],
                    "in_flight": [1, 1],
                    "ttft_p50": [null, 1250],
                    "ttft_p95": [null, 1250],
                    "errors": [0, 1],
                    "peak": {
                      "rps": 1.000,
                      "tps": 5.000,
                      "in_flight": 1.000,
                      "ttft_p50": 1250.000,
                      "ttft_p95": 1250.000,
                      "errors": 1
                    }
                  },
            """);
  }

  @Test
  void slowestRequestsHaveTheirOffsets() throws JsonProcessingException {
    summarizer.add(TestSample.at(0, 30 * MS).events(10 * MS, 30 * MS).user(4).sample());

    assertThat(level().at("/slowest"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"t_ms": 0.000, "round": 1, "user": 4, "ttft": 10.000, "dur": 30.000,
                      "tokens": 2, "events": 2, "finish_reason": "stop",
                      "longest_gap": 20.000, "longest_gap_at": 10.000, "offsets_ms": [10, 30]}]
                    """));
  }

  @Test
  void topOfTheResultRepeatsNeither() throws JsonProcessingException {
    summarizer.add(TestSample.at(0, 30 * MS).sample());

    JsonNode result = new ObjectMapper().readTree(format());
    assertThat(result.has("ttft_mean")).isTrue();
    assertThat(result.has("series")).isFalse();
    assertThat(result.has("slowest")).isFalse();
  }

  @Test
  void momentsAndTokenRatesStandBesideThePercentiles() throws JsonProcessingException {
    summarizer.add(TestSample.at(0, 100 * MS).tokens(4).promptTokens(30, 0).sample());
    summarizer.add(TestSample.at(0, 200 * MS).tokens(6).promptTokens(10, 0).sample());

    JsonNode level = level();
    assertThat(level.path("ttft_mean").asDouble()).isBetween(149.9, 150.1);
    assertThat(level.path("ttft_stddev").asDouble()).isBetween(49.9, 50.1);
    assertThat(level.path("ttft_min").asDouble()).isEqualTo(100);
    assertThat(level.path("ttft_max").asDouble()).isEqualTo(200);
    assertThat(level.path("ttft_p75").asDouble()).isEqualTo(200);
    assertThat(level.path("input_tps").asDouble()).isEqualTo(200);
    assertThat(level.path("total_tps").asDouble()).isEqualTo(250);
    assertThat(level.path("transit_mean").isNull()).isTrue();
    assertThat(level.path("transit_min").isNull()).isTrue();
  }

  @Test
  void tokenRatesOfUnknownPromptsAreNull() throws JsonProcessingException {
    summarizer.add(TestSample.at(0, 100 * MS).tokens(4).sample());

    assertThat(level().path("input_tps").isNull()).isTrue();
    assertThat(level().path("total_tps").isNull()).isTrue();
  }

  @Test
  void furtherPercentilesStandAmongTheStandardOnes() throws JsonProcessingException {
    Summarizer further =
        TestRun.summary(
            TestRun.header("sweep", Map.of("percentiles", "80, 99.50")),
            List.of(Level.closed(1, 200, 0)));
    for (int i = 1; i <= 200; i++) {
      further.add(TestSample.at(0, i * MS).sample());
    }

    JsonNode level =
        new ObjectMapper().readTree(ResultJson.format(further.result(false))).at("/levels/0");
    assertThat(level.path("ttft_p80").asDouble()).isBetween(159.9, 160.1);
    assertThat(level.path("ttft_p995").asDouble()).isBetween(198.9, 199.1);
    assertThat(level.path("ttft_p999").isNull()).isTrue();
    assertThat(CsvExport.format(further.result(false))).contains(",ttft_p80_ms,");
  }
}
