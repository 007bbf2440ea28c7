package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Comparison of plain GET requests. */
class MicroComparisonTest {
  private static final Map<String, Object> MICRO = options("mode", "micro");
  private static final List<RoundResult> ONE = rounds(RoundMetric.DUR_P50, 1, 1.01, 0.99, 1);
  private static final List<RoundResult> DOUBLE = rounds(RoundMetric.DUR_P50, 2, 2.01, 2.02, 2);

  private static Comparison compare(List<RoundResult> reference, List<RoundResult> target) {
    return Comparison.of(
        TestComparison.with(MICRO)
            .plain("one", 1024, reference)
            .plain("two", 1024, target)
            .result());
  }

  @Test
  void latencyCpuAndThroughputCarryVerdicts() {
    assertThat(CompareMode.MICRO.headline())
        .extracting(RoundMetric::label)
        .containsExactly("dur_p50", "dur_p99", "cpu_per_100k_requests", "rps");
    RandomRounds random = new RandomRounds(1, 0.001);
    assertThat(
            compare(random.of(CompareMode.MICRO, 5, 1), random.of(CompareMode.MICRO, 5, 2))
                .verdicts())
        .hasSize(4)
        .allMatch(verdict -> verdict.finding() == Finding.SLOWER);
  }

  @Test
  void serverWithTheShortestLatencyComesFirst() {
    assertThat(compare(DOUBLE, ONE).ranking("c=8"))
        .extracting(TargetComparison::name)
        .containsExactly("two", "one");
  }

  @Test
  void responsesOfAnotherSizeAreOtherWork() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(MICRO)
                .plain("one", 1000, ONE)
                .plain("two", 1011, DOUBLE)
                .plain("three", 1010, DOUBLE)
                .result());

    assertThat(comparison.verdicts()).extracting(Verdict::target).containsOnly("three");
    assertThat(comparison.notes().getFirst().message())
        .isEqualTo(
            "There is no verdict on two at c=8, because it did other work: 1011.0 bytes per"
                + " response, and not 1000.0.");
  }

  @Test
  void slowestResponseOfASmallRoundIsNamedByItsLatency() {
    assertThat(
            compare(
                    rounds(RoundMetric.DUR_P99, 1, 1.01, 0.99),
                    rounds(RoundMetric.DUR_P99, 2, 2.01, 2.02))
                .notes())
        .extracting(CompareNote::message)
        .anySatisfy(message -> assertThat(message).startsWith("The latency p99 of a round is"));
  }

  @Test
  void earlierResultsOfOneKindHaveItsMode() {
    Result chat = TestComparison.with(Map.of()).level("x", 8, ONE).result();
    Result plain = TestComparison.with(MICRO).plain("x", 1, ONE).result();

    assertThat(CompareMode.ofEarlier(List.of(plain, plain))).isEqualTo(CompareMode.MICRO);
    assertThat(CompareMode.ofEarlier(List.of(chat, chat))).isEqualTo(CompareMode.SYNTHETIC);
    assertThatThrownBy(() -> CompareMode.ofEarlier(List.of(chat, plain)))
        .hasMessageContaining("can't be compared with plain GET requests");
  }
}
