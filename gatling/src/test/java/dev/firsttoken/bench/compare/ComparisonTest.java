package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.doubting;
import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.trust.Warning;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<RoundResult> ONE =
      rounds(RoundMetric.TTFT_P50, 10.0, 10.1, 9.9, 10.0, 10.1, 9.9);
  private static final List<RoundResult> DOUBLE =
      rounds(RoundMetric.TTFT_P50, 20.1, 20.0, 20.0, 20.2, 20.0, 19.9);

  private static Comparison compare(List<RoundResult> reference, List<RoundResult> target) {
    return Comparison.of(
        TestComparison.with(Map.of()).level("one", 8, reference).level("two", 8, target).result());
  }

  private static List<CompareNote.Code> codes(Comparison comparison) {
    return comparison.notes().stream().map(CompareNote::code).toList();
  }

  @Test
  void doubleTheTimeIsSlower() {
    Verdict verdict = compare(ONE, DOUBLE).verdicts().getFirst();

    assertThat(verdict.metric()).isEqualTo(RoundMetric.TTFT_P50);
    assertThat(verdict.load()).isEqualTo("c=8");
    assertThat(verdict.target()).isEqualTo("two");
    assertThat(verdict.reference()).isEqualTo("one");
    assertThat(verdict.finding()).isEqualTo(Finding.SLOWER);
    assertThat(verdict.ratio().value()).isCloseTo(2.003, within(0.005));
    assertThat(verdict.ratio().low()).isBetween(1.9, verdict.ratio().value());
    assertThat(verdict.ratio().high()).isBetween(verdict.ratio().value(), 2.1);
    assertThat(verdict.pairs()).isEqualTo(6);
  }

  @Test
  void higherRateIsFasterAndMoreCpuIsSlower() {
    for (RoundMetric metric : List.of(RoundMetric.RPS, RoundMetric.CPU_PER_100K_FRAMES)) {
      Comparison comparison =
          compare(rounds(metric, 10.0, 10.1, 9.9, 10.0), rounds(metric, 20.1, 20.0, 20.0, 20.2));

      assertThat(comparison.verdicts().getFirst().finding())
          .isEqualTo(metric == RoundMetric.RPS ? Finding.FASTER : Finding.SLOWER);
    }
  }

  @Test
  void equalServersHaveNoDifferenceAndSayWhatWouldBeSeen() {
    Verdict verdict =
        compare(ONE, rounds(RoundMetric.TTFT_P50, 9.9, 10.6, 9.9, 10.5, 9.9, 10.5))
            .verdicts()
            .getFirst();

    assertThat(verdict.finding()).isEqualTo(Finding.NO_DIFFERENCE);
    assertThat(verdict.smallestVisible()).isBetween(0.03, 0.2);
  }

  @Test
  void targetsHaveTheGeometricMeanOfTheirRoundsAndTheHighestMemory() {
    Comparison comparison =
        compare(
            rounds(RoundMetric.TTFT_P50, 4, 9), rounds(RoundMetric.PEAK_RSS_BYTES, 100, 300, 200));

    assertThat(level(comparison, "one").centre(RoundMetric.TTFT_P50)).isCloseTo(6, within(1e-9));
    assertThat(level(comparison, "two").centre(RoundMetric.PEAK_RSS_BYTES)).isEqualTo(300);
  }

  private static LoadComparison level(Comparison comparison, String target) {
    return comparison.targets().stream()
        .filter(known -> known.name().equals(target))
        .findFirst()
        .orElseThrow()
        .levels()
        .getFirst();
  }

  @Test
  void doubtfulRoundIsLeftOutOfBothTargets() {
    List<RoundResult> wild =
        doubting(rounds(RoundMetric.TTFT_P50, 20.1, 20.0, 999.0, 20.2, 20.0, 19.9), 3, "It hung.");
    Comparison comparison = compare(ONE, wild);
    Verdict verdict = comparison.verdicts().getFirst();

    assertThat(verdict.pairs()).isEqualTo(5);
    assertThat(verdict.doubtfulRounds()).containsExactly(3);
    assertThat(verdict.ratio().value()).isCloseTo(2, within(0.02));
    assertThat(codes(comparison)).containsExactly(CompareNote.Code.ROUNDS_LEFT_OUT);
  }

  /** All ratios of the pilot are near 2; those of the later rounds scatter widely. */
  @Test
  void roundsPlannedByThePilotAreJudgedByItsVarianceAlone() {
    double[] ones = new double[14];
    Arrays.fill(ones, 10);
    List<RoundResult> twos =
        rounds(
            RoundMetric.TTFT_P50,
            20,
            20.1,
            19.9,
            20,
            20.1,
            19.9,
            20,
            20.1,
            19.9,
            20,
            15,
            27,
            14,
            28);
    double[] widths = new double[2];
    for (int i = 0; i < 2; i++) {
      Interval ratio =
          Comparison.of(
                  TestComparison.with(i == 0 ? options("resolve", "10%") : Map.of())
                      .level("one", 8, rounds(RoundMetric.TTFT_P50, ones))
                      .level("two", 8, twos)
                      .result())
              .verdicts()
              .getFirst()
              .ratio();
      widths[i] = ratio.high() - ratio.low();
    }

    assertThat(widths[0]).isLessThan(0.02);
    assertThat(widths[1]).isGreaterThan(0.2);
  }

  @Test
  void warningOfALevelStandsBesideItsVerdicts() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(Map.of())
                .level("one", 8, ONE)
                .level("two", 8, DOUBLE)
                .warning(Warning.Code.SENT_LATE)
                .result());

    assertThat(comparison.verdicts().getFirst().warnings()).containsExactly(Warning.Code.SENT_LATE);
    assertThat(comparison.warnings().getFirst().places()).containsExactly("two at c=8");
  }

  @Test
  void otherWorkHasNoVerdict() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(Map.of())
                .level("one", 8, 100, ONE)
                .level("two", 8, 102, DOUBLE)
                .level("three", 8, 101, DOUBLE)
                .result());

    assertThat(comparison.verdicts()).extracting(Verdict::target).containsOnly("three");
    assertThat(comparison.notes().getFirst().message())
        .isEqualTo(
            "There is no verdict on two at c=8, because it did other work: 102.0 content events"
                + " per response, and not 100.0.");
  }

  /** The calibration of the tests says 0.3 ms for TTFT p50. */
  @Test
  void differenceBelowTheMeasurementErrorIsNone() {
    List<RoundResult> fast = rounds(RoundMetric.TTFT_P50, 1.00, 1.01, 1.00, 1.01, 1.00);
    Verdict within =
        compare(fast, rounds(RoundMetric.TTFT_P50, 1.28, 1.29, 1.29, 1.28, 1.29))
            .verdicts()
            .getFirst();
    Verdict beyond =
        compare(fast, rounds(RoundMetric.TTFT_P50, 1.33, 1.32, 1.33, 1.32, 1.33))
            .verdicts()
            .getFirst();

    assertThat(within.finding()).isEqualTo(Finding.NO_DIFFERENCE);
    assertThat(within.withinError()).isTrue();
    assertThat(beyond.finding()).isEqualTo(Finding.SLOWER);
    assertThat(beyond.withinError()).isFalse();
  }

  @Test
  void withoutACalibrationATenthOfAMillisecondIsNoneAndTheComparisonSaysSo() {
    List<RoundResult> fast = rounds(RoundMetric.TTFT_P50, 1.00, 1.01, 1.00, 1.01, 1.00);
    for (double added : new double[] {0.09, 0.12}) {
      List<RoundResult> slow =
          rounds(RoundMetric.TTFT_P50, 1 + added, 1.01 + added, 1.01 + added, 1 + added, 1 + added);
      Comparison comparison =
          Comparison.of(
              TestComparison.with(Map.of())
                  .uncalibrated()
                  .level("one", 8, fast)
                  .level("two", 8, slow)
                  .result());

      assertThat(comparison.verdicts().getFirst().withinError()).isEqualTo(added < 0.1);
      assertThat(codes(comparison)).contains(CompareNote.Code.ERROR_UNKNOWN);
    }
  }

  @Test
  void untestableMetricsSayWhy() {
    assertThat(codes(compare(ONE, rounds(RoundMetric.TTFT_P50, 20))))
        .containsExactly(CompareNote.Code.TOO_FEW_ROUNDS);
    assertThat(codes(compare(ONE, ONE))).containsExactly(CompareNote.Code.NO_VARIANCE);
    assertThat(codes(compare(ONE, rounds(RoundMetric.TTFT_P50, 20, 0, 20))))
        .containsExactly(CompareNote.Code.ZERO_VALUE);
    assertThat(compare(ONE, ONE).verdicts()).isEmpty();
  }

  @Test
  void failedReferenceLeavesNoVerdicts() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(Map.of())
                .failed("one", "Its port is taken.")
                .level("two", 8, DOUBLE)
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(codes(comparison))
        .containsExactly(CompareNote.Code.TARGET_FAILED, CompareNote.Code.REFERENCE_MISSING);
  }

  @Test
  void relayShowsWhatItAddsToTheUpstream() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(options("mode", "relay"))
                .level("direct", 8, ONE)
                .level("one", 8, DOUBLE)
                .level("two", 8, DOUBLE)
                .result());
    Interval added =
        requireNonNull(level(comparison, "two").addedMillis().get(RoundMetric.TTFT_P50));

    // 10.000 × (ratio − 1). The mean ln(ratio) is ln(2.0034), s is 0.0093, t(0.975, 5) is 2.571.
    assertThat(added.value()).isCloseTo(10.033, within(0.001));
    assertThat(added.low()).isCloseTo(9.839, within(0.001));
    assertThat(added.high()).isCloseTo(10.230, within(0.001));
    assertThat(level(comparison, "direct").addedMillis()).isEmpty();
  }

  @Test
  void addedMillisAreTheDifferenceOfTheValuesShown() {
    List<RoundResult> oneSlowRound = rounds(RoundMetric.TTFT_P50, 0.2, 0.2, 0.2, 0.2, 0.2, 5.0);
    List<RoundResult> relayed = rounds(RoundMetric.TTFT_P50, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4);
    Comparison comparison =
        Comparison.of(
            TestComparison.with(options("mode", "relay"))
                .level("direct", 8, oneSlowRound)
                .level("one", 8, relayed)
                .level("two", 8, relayed)
                .result());
    LoadComparison two = level(comparison, "two");

    // The mean difference of the rounds is −0.6: the one slow round of the upstream decides it.
    assertThat(requireNonNull(two.addedMillis().get(RoundMetric.TTFT_P50)).value())
        .isCloseTo(
            two.centre(RoundMetric.TTFT_P50)
                - level(comparison, "direct").centre(RoundMetric.TTFT_P50),
            within(1e-9))
        .isPositive();
  }

  @Test
  void cpuOfTheUpstreamHasNoVerdict() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(options("mode", "relay"))
                .level("direct", 8, rounds(RoundMetric.CPU_PER_100K_FRAMES, 5, 5.1, 5.2))
                .level("one", 8, rounds(RoundMetric.CPU_PER_100K_FRAMES, 50, 50.1, 50))
                .level("two", 8, rounds(RoundMetric.CPU_PER_100K_FRAMES, 80, 80.1, 80.2))
                .result());

    assertThat(comparison.verdicts()).extracting(Verdict::target).containsExactly("two");
    assertThat(codes(comparison)).contains(CompareNote.Code.OTHER_CPU);
  }

  @Test
  void invalidRecordedOptionNamesItsFlag() {
    assertThatThrownBy(
            () ->
                Comparison.of(
                    TestComparison.with(options("reference", "x")).level("one", 8, ONE).result()))
        .hasMessageStartingWith("--reference=x: ");
  }

  /** The calibration of the tests says 0.3 ms for TTFT p50, and the reference has 0.6 ms. */
  @Test
  void smallestVisibleDifferenceIsNotBelowTheMeasurementError() {
    Verdict verdict =
        compare(
                rounds(RoundMetric.TTFT_P50, 0.600, 0.601, 0.600, 0.601, 0.600),
                rounds(RoundMetric.TTFT_P50, 0.601, 0.600, 0.601, 0.600, 0.6015))
            .verdicts()
            .getFirst();

    assertThat(verdict.finding()).isEqualTo(Finding.NO_DIFFERENCE);
    assertThat(verdict.smallestVisible()).isCloseTo(0.5, within(0.001));
    assertThat(verdict.visibleByRounds()).isLessThan(0.02);
    assertThat(verdict.withinError()).isFalse();
  }

  @Test
  void oneRateWithOtherArrivalsIsAnotherLoad() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(Map.of())
                .openLevel("one", Arrivals.POISSON, ONE)
                .openLevel("one", Arrivals.CONSTANT, DOUBLE)
                .openLevel("two", Arrivals.POISSON, DOUBLE)
                .openLevel("two", Arrivals.CONSTANT, DOUBLE)
                .result());

    assertThat(comparison.loads()).containsExactly("r=20/s", "r=20/s constant");
    assertThat(comparison.verdicts()).extracting(Verdict::load).containsExactly("r=20/s");
  }

  @Test
  void limitOfTheRoundsIsBlamedOnlyIfTheRunReachedIt() {
    List<RoundResult> wild = rounds(RoundMetric.RPS, 9, 12, 8, 13, 9, 12);
    TestComparison run =
        TestComparison.with(options("resolve", "1%:rps"))
            .level("one", 8, rounds(RoundMetric.RPS, 10, 10, 10, 10, 10, 10))
            .level("two", 8, wild);
    String complete = Comparison.of(run.result()).notes().getLast().message();
    String interrupted = Comparison.of(run.interrupted().result()).notes().getLast().message();

    assertThat(complete).endsWith("Raise --max-rounds.");
    assertThat(interrupted).endsWith("The run ended before them.").doesNotContain("--max-rounds");
  }

  @Test
  void roundsTooSmallForP99AreNamedOnceForTheWholeTable() {
    int[] responses = new int[240];
    Arrays.fill(responses, 10);
    List<RoundResult> tenRounds = rounds(RoundMetric.TTFT_P99, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8);
    List<RoundResult> twoRounds = rounds(RoundMetric.TTFT_P99, 9, 8);

    assertThat(notesOfP99(responses, tenRounds))
        .singleElement()
        .asString()
        .startsWith(
            "The TTFT p99 of a round is its slowest response, because a round has fewer than 100"
                + " (24).");
    assertThat(notesOfP99(responses, twoRounds)).isEmpty();
  }

  private static List<String> notesOfP99(int[] responses, List<RoundResult> rounds) {
    return Comparison.of(
            TestComparison.with(Map.of())
                .responses("one", rounds, responses)
                .responses("two", rounds, responses)
                .result())
        .notes()
        .stream()
        .filter(note -> note.code() == CompareNote.Code.SLOWEST_FOR_P99)
        .map(CompareNote::message)
        .toList();
  }
}
