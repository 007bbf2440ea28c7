package dev.firsttoken.bench.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TtftDeltaTest {
  private static final MetricFamilySet EMPTY = PrometheusParser.parse("up 1");

  @Test
  void onlyObservationsBetweenTheScrapesCount() {
    MetricFamilySet before = chatMetrics(1_000, 1_000, 1_000, 1_000_000);
    MetricFamilySet after = chatMetrics(1_050, 1_090, 1_100, 1_002_000);

    TtftDelta delta = TtftDelta.between(before, after);

    assertThat(delta.name()).isEqualTo("chat_ttft_ms");
    assertThat(delta.count()).isEqualTo(100);
    assertThat(delta.meanMillis()).isEqualTo(20);
    assertThat(delta.percentileMillis(50)).isEqualTo(10);
    assertThat(delta.percentileMillis(51)).isEqualTo(25);
    assertThat(delta.percentileMillis(90)).isEqualTo(25);
  }

  @Test
  void percentileBeyondTheLastBoundIsUnknown() {
    TtftDelta delta = TtftDelta.between(EMPTY, chatMetrics(50, 90, 100, 2_000));

    assertThat(delta.percentileMillis(90)).isEqualTo(25);
    assertThat(delta.percentileMillis(91)).isNull();
  }

  @Test
  void medianOfThreeIsTheSecond() {
    assertThat(TtftDelta.between(EMPTY, chatMetrics(1, 3, 3, 40)).percentileMillis(50))
        .isEqualTo(25);
  }

  @Test
  void withoutObservationsOnlyTheNameIsKnown() {
    MetricFamilySet metricFamilySet = chatMetrics(50, 90, 100, 2_000);

    TtftDelta delta = TtftDelta.between(metricFamilySet, metricFamilySet);

    assertThat(delta.name()).isEqualTo("chat_ttft_ms");
    assertThat(delta.count()).isZero();
    assertThat(delta.meanMillis()).isNull();
    assertThat(delta.percentileMillis(50)).isNull();
  }

  @Test
  void secondsAreConvertedAndLabelsAreSummed() {
    MetricFamilySet after =
        PrometheusParser.parse(
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

    TtftDelta delta = TtftDelta.between(EMPTY, after);

    assertThat(delta.name()).isEqualTo("vllm:time_to_first_token_seconds");
    assertThat(delta.count()).isEqualTo(40);
    assertThat(delta.meanMillis()).isEqualTo(100);
    assertThat(delta.percentileMillis(25)).isEqualTo(20);
    assertThat(delta.percentileMillis(50)).isEqualTo(500);
  }

  @Test
  void changedHistogramIsPreferredToAnUnchangedOne() {
    String unchanged = "chat_ttft_ms_count 5\n";
    String sglang = "sglang:time_to_first_token_seconds_count ";

    assertThat(
            TtftDelta.between(
                    PrometheusParser.parse(unchanged + sglang + "1"),
                    PrometheusParser.parse(unchanged + sglang + "2"))
                .name())
        .isEqualTo("sglang:time_to_first_token_seconds");
  }

  @Test
  void resetHistogramIsIgnored() {
    assertThat(TtftDelta.between(chatMetrics(50, 90, 100, 2_000), chatMetrics(1, 2, 3, 40)).name())
        .isNull();
  }

  @Test
  void implausibleCountIsIgnored() {
    assertThat(TtftDelta.between(EMPTY, PrometheusParser.parse("chat_ttft_ms_count 1e300")).name())
        .isNull();
    assertThat(TtftDelta.between(EMPTY, PrometheusParser.parse("chat_ttft_ms_count NaN")).name())
        .isNull();
  }

  @Test
  void unknownHistogramsAreIgnored() {
    assertThat(TtftDelta.between(EMPTY, PrometheusParser.parse("chat_duration_ms_count 5")).name())
        .isNull();
  }

  private static MetricFamilySet chatMetrics(int upTo10, int upTo25, int count, int sum) {
    return PrometheusParser.parse(
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
