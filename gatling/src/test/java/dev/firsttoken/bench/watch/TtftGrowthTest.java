package dev.firsttoken.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TtftGrowthTest {
  private static final Metrics NOTHING = MetricsText.parse("up 1");

  @Test
  void onlyWhatCameBetweenTheScrapesCounts() {
    Metrics before = chat(1_000, 1_000, 1_000, 1_000_000);
    Metrics after = chat(1_050, 1_090, 1_100, 1_002_000);

    TtftGrowth growth = TtftGrowth.between(before, after);

    assertThat(growth.name()).isEqualTo("chat_ttft_ms");
    assertThat(growth.count()).isEqualTo(100);
    assertThat(growth.meanMillis()).isEqualTo(20);
    assertThat(growth.percentileMillis(50)).isEqualTo(10);
    assertThat(growth.percentileMillis(51)).isEqualTo(25);
    assertThat(growth.percentileMillis(90)).isEqualTo(25);
  }

  @Test
  void percentileBeyondTheLastBoundIsNotKnown() {
    TtftGrowth growth = TtftGrowth.between(NOTHING, chat(50, 90, 100, 2_000));

    assertThat(growth.percentileMillis(90)).isEqualTo(25);
    assertThat(growth.percentileMillis(91)).isNull();
  }

  @Test
  void medianOfThreeIsTheSecond() {
    assertThat(TtftGrowth.between(NOTHING, chat(1, 3, 3, 40)).percentileMillis(50)).isEqualTo(25);
  }

  @Test
  void withoutObservationsNothingButTheNameIsKnown() {
    Metrics metrics = chat(50, 90, 100, 2_000);

    TtftGrowth growth = TtftGrowth.between(metrics, metrics);

    assertThat(growth.name()).isEqualTo("chat_ttft_ms");
    assertThat(growth.count()).isZero();
    assertThat(growth.meanMillis()).isNull();
    assertThat(growth.percentileMillis(50)).isNull();
  }

  @Test
  void secondsBecomeMillisecondsAndLabelsAreAddedUp() {
    Metrics after =
        MetricsText.parse(
            """
            vllm:time_to_first_token_seconds_bucket{model_name="a",le="0.02"} 10
            vllm:time_to_first_token_seconds_bucket{model_name="a",le="0.5"} 20
            vllm:time_to_first_token_seconds_bucket{model_name="a",le="+Inf"} 20
            vllm:time_to_first_token_seconds_bucket{model_name="b",le="0.02"} 0
            vllm:time_to_first_token_seconds_bucket{model_name="b",le="0.5"} 20
            vllm:time_to_first_token_seconds_bucket{model_name="b",le="+Inf"} 20
            vllm:time_to_first_token_seconds_sum{model_name="a"} 1.5
            vllm:time_to_first_token_seconds_sum{model_name="b"} 2.5
            vllm:time_to_first_token_seconds_count{model_name="a"} 20
            vllm:time_to_first_token_seconds_count{model_name="b"} 20
            """);

    TtftGrowth growth = TtftGrowth.between(NOTHING, after);

    assertThat(growth.name()).isEqualTo("vllm:time_to_first_token_seconds");
    assertThat(growth.count()).isEqualTo(40);
    assertThat(growth.meanMillis()).isEqualTo(100);
    assertThat(growth.percentileMillis(25)).isEqualTo(20);
    assertThat(growth.percentileMillis(50)).isEqualTo(500);
  }

  @Test
  void histogramThatGrewComesBeforeOneThatStoodStill() {
    String still = "chat_ttft_ms_count 5\n";
    String sglang = "sglang:time_to_first_token_seconds_count ";

    assertThat(
            TtftGrowth.between(
                    MetricsText.parse(still + sglang + "1"),
                    MetricsText.parse(still + sglang + "2"))
                .name())
        .isEqualTo("sglang:time_to_first_token_seconds");
  }

  @Test
  void histogramThatWasSetBackIsNone() {
    assertThat(TtftGrowth.between(chat(50, 90, 100, 2_000), chat(1, 2, 3, 40)).name()).isNull();
  }

  @Test
  void countBeyondAllServersIsNone() {
    assertThat(TtftGrowth.between(NOTHING, MetricsText.parse("chat_ttft_ms_count 1e300")).name())
        .isNull();
    assertThat(TtftGrowth.between(NOTHING, MetricsText.parse("chat_ttft_ms_count NaN")).name())
        .isNull();
  }

  @Test
  void otherHistogramsAreNone() {
    assertThat(TtftGrowth.between(NOTHING, MetricsText.parse("chat_duration_ms_count 5")).name())
        .isNull();
  }

  private static Metrics chat(int upTo10, int upTo25, int count, int sum) {
    return MetricsText.parse(
        """
        # TYPE chat_ttft_ms histogram
        chat_ttft_ms_bucket{model="a",le="10.0"} %d
        chat_ttft_ms_bucket{model="a",le="25.0"} %d
        chat_ttft_ms_bucket{model="a",le="+Inf"} %d
        chat_ttft_ms_sum{model="a"} %d
        chat_ttft_ms_count{model="a"} %d
        """
            .formatted(upTo10, upTo25, count, sum, count));
  }
}
