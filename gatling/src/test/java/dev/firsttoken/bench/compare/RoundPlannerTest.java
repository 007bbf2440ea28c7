package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
  private static final double[] LOG_RATIOS = {
    0.01, 0.03, -0.02, 0.04, 0.00, 0.02, 0.05, -0.01, 0.03, 0.05
  };

  /** Returns a pilot with these logarithms of ratios, around 20. */
  private static Result pilot(String resolve, RoundMetric metric) {
    List<RoundResult> reference = new ArrayList<>();
    List<RoundResult> target = new ArrayList<>();
    for (int i = 0; i < LOG_RATIOS.length; i++) {
      reference.add(new RoundResult(i + 1, null, Map.of(metric, 20.0)));
      target.add(new RoundResult(i + 1, null, Map.of(metric, 20 * Math.exp(LOG_RATIOS[i]))));
    }
    return TestComparison.with(options("resolve", resolve))
        .level("one", 8, reference)
        .level("two", 8, target)
        .result();
  }

  private static int planned(Result pilot, int maxRounds) {
    CompareSettings settings =
        CompareSettings.parse(pilot.header().options(), List.of("one", "two"));
    return RoundPlanner.plannedRounds(pilot, settings, maxRounds);
  }

  /** (s × (t(0.995, 9) + t(0.9, 9)) ÷ ln 1.02)² is 32.84, by SciPy. */
  @Test
  void roundsFollowSteinsFormula() {
    assertThat(planned(pilot("2%", RoundMetric.RPS), 60)).isEqualTo(33);
  }

  @Test
  void pilotIsNeverCutShort() {
    assertThat(planned(pilot("10%", RoundMetric.RPS), 60)).isEqualTo(10);
    assertThat(planned(pilot("2%", RoundMetric.RPS), 5)).isEqualTo(10);
  }

  @Test
  void limitCapsTheRoundsAndTheComparisonSaysWhatWasNeeded() {
    Result pilot = pilot("2%", RoundMetric.RPS);

    assertThat(planned(pilot, 20)).isEqualTo(20);
    assertThat(Comparison.of(pilot).notes().getFirst().message())
        .isEqualTo(
            "A difference of 2 % would be seen with a probability of 90 % in 33 rounds (rps of two"
                + " at c=8), but 10 were measured. Raise --max-rounds.");
  }

  @Test
  void metricsThatWereNotNamedGetTheRoundsThereAre() {
    assertThat(planned(pilot("2%", RoundMetric.TTFT_P99), 60)).isEqualTo(10);
    assertThat(planned(pilot("2%:ttft_p99", RoundMetric.TTFT_P99), 60)).isEqualTo(33);
  }

  /** 1 % of 20 ms is 0.2 ms, and the tests' calibration says 0.3 ms. */
  @Test
  void nothingIsPlannedBelowTheMeasurementError() {
    Result pilot = pilot("1%", RoundMetric.TTFT_P50);

    assertThat(planned(pilot, 10_000)).isEqualTo(10);
    assertThat(Comparison.of(pilot).notes())
        .extracting(CompareNote::code)
        .contains(CompareNote.Code.RESOLVE_BELOW_ERROR);
  }

  @Test
  void withoutADifferenceToResolveTheRoundsAreThoseOfThePilot() {
    Result given =
        TestComparison.with(Map.of())
            .level("one", 8, pilot("2%", RoundMetric.RPS).levels().getFirst().rounds())
            .result();

    assertThat(
            RoundPlanner.plannedRounds(given, CompareSettings.parse(Map.of(), List.of("one")), 60))
        .isEqualTo(10);
  }
}
