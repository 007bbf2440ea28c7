package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.Expectation.Outcome;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationResultTest {
  private static final List<RoundResult> FAST =
      rounds(RoundMetric.TTFT_P50, 1.00, 1.01, 1.00, 1.01, 1.00);
  private static final List<RoundResult> ONE =
      rounds(RoundMetric.TTFT_P50, 10.0, 10.1, 9.9, 10.0, 10.1, 9.9);
  private static final List<RoundResult> DOUBLE =
      rounds(RoundMetric.TTFT_P50, 20.1, 20.0, 20.0, 20.2, 20.0, 19.9);

  private static List<ExpectationResult> judge(String expectations, List<RoundResult> two) {
    return Comparison.of(
            TestComparison.with(options("expect", expectations))
                .level("one", 8, FAST)
                .level("two", 8, two)
                .result())
        .expectations();
  }

  /** The calibration of the tests says 0.3 ms for TTFT p50. */
  @Test
  void differenceBelowTheMeasurementErrorFailsNoExpectationAndMayHold() {
    List<ExpectationResult> results =
        judge(
            "two<=one:ttft_p50 two<=one*2:ttft_p50",
            rounds(RoundMetric.TTFT_P50, 1.28, 1.29, 1.29, 1.28, 1.29));

    assertThat(results)
        .extracting(ExpectationResult::outcome)
        .containsExactly(Outcome.UNDECIDED, Outcome.HOLDS);
    assertThat(results.getFirst().message())
        .contains("is undecided", "1.28", "but the difference is below the measurement error");
  }

  @Test
  void differenceBeyondTheMeasurementErrorFails() {
    assertThat(
            judge("two<=one:ttft_p50", rounds(RoundMetric.TTFT_P50, 1.43, 1.42, 1.43, 1.42, 1.43))
                .getFirst()
                .outcome())
        .isEqualTo(Outcome.FAILS);
  }

  @Test
  void cpuOfTheUpstreamDecidesNoExpectation() {
    ExpectationResult result =
        Comparison.of(
                TestComparison.with(
                        options("mode", "relay", "expect", "one<=direct:cpu_per_100k_frames"))
                    .level("direct", 8, rounds(RoundMetric.CPU_PER_100K_FRAMES, 5, 5.1, 5.2))
                    .level("one", 8, rounds(RoundMetric.CPU_PER_100K_FRAMES, 50, 50.1, 50))
                    .result())
            .expectations()
            .getFirst();

    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(result.message()).contains("because one of the two is the upstream");
  }

  @Test
  void expectationWithoutALoadIsUndecided() {
    ExpectationResult result =
        Comparison.of(
                TestComparison.with(options("expect", "two<=one:rps"))
                    .failed("one", "No.")
                    .failed("two", "No.")
                    .result())
            .expectations()
            .getFirst();

    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(result.confidence()).isEqualTo(0.99);
    assertThat(result.message()).endsWith(": no load was measured");
  }

  @Test
  void expectationMustHoldAtEveryLoad() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(
                    options(
                        "expect",
                        "two<=one*2.2:ttft_p50 two<=one*1.5:ttft_p50 two<=one*1.5:rps"
                            + " one>=two*0.5:ttft_p50 one<two:ttft_p50"))
                .level("one", 8, ONE)
                .level("two", 8, DOUBLE)
                .level("one", 32, ONE)
                .level("two", 32, ONE)
                .result());

    assertThat(comparison.expectations())
        .extracting(ExpectationResult::outcome)
        .containsExactly(
            Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED, Outcome.UNDECIDED, Outcome.UNDECIDED);
    assertThat(comparison.meetsExpectations()).isFalse();
    assertThat(comparison.expectations().get(1).message())
        .contains("two<=one*1.5:ttft_p50 FAILED", "at most 1.5 times", "at c=8")
        .doesNotContain("c=32");
  }
}
