package dev.firsttoken.bench.wrk;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.wrk.output.WrkErrors;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WrkComparisonTest {
  private static final double[] ONE = {10, 11, 10, 11, 10, 11};
  private static final double[] TWICE = {20.1, 22, 20, 22.1, 20, 22};

  private static WrkVerdict verdict(WrkComparison comparison, String target, WrkMetric metric) {
    return requireNonNull(comparison.verdict(target, metric));
  }

  @Test
  void serverOfTwiceTheLatencyIsSlowerAndSendsFewer() {
    WrkComparison comparison =
        WrkComparison.of(new TestRuns().target("one", ONE).target("two", TWICE).result());

    WrkVerdict p50 = verdict(comparison, "two", WrkMetric.P50);
    assertThat(p50.finding()).isEqualTo(Finding.SLOWER);
    assertThat(p50.ratio().value()).isEqualTo(2, within(0.01));
    assertThat(p50.pairs()).isEqualTo(6);
    assertThat(p50.word()).isEqualTo("slower");
    assertThat(verdict(comparison, "two", WrkMetric.RATE).word()).isEqualTo("fewer");
    assertThat(verdict(comparison, "two", WrkMetric.CPU_PER_100K_REQUESTS).word())
        .isEqualTo("more");
    assertThat(WrkMetric.CPU_PER_100K_REQUESTS.unit().title()).isEqualTo("ms/100k requests");
    assertThat(comparison.verdict("one", WrkMetric.P50)).isNull();
  }

  @Test
  void serversOfEqualLatencyDoNotDiffer() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", 10, 11, 10, 11, 10)
                .target("two", 11, 10, 10, 11, 10.5)
                .result());

    assertThat(comparison.verdicts())
        .hasSize(4)
        .allMatch(verdict -> verdict.finding() == Finding.NO_DIFFERENCE);
  }

  @Test
  void differenceBelowTheErrorOfTheClockIsNone() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", 0.010, 0.011, 0.010, 0.011, 0.010, 0.011)
                .target("two", 0.0201, 0.022, 0.020, 0.0221, 0.020, 0.022)
                .result());

    WrkVerdict p50 = verdict(comparison, "two", WrkMetric.P50);
    assertThat(p50.finding()).isEqualTo(Finding.NO_DIFFERENCE);
    assertThat(p50.withinError()).isTrue();
    assertThat(p50.certainty()).isEqualTo("below error");
    assertThat(verdict(comparison, "two", WrkMetric.RATE).finding()).isEqualTo(Finding.SLOWER);
  }

  @Test
  void oneRoundHasNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(new TestRuns().target("one", 10).target("two", 20).result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.hasVerdicts()).isFalse();
  }

  @Test
  void serverWithOtherResponsesHasNoVerdict() {
    assertOtherResponsesAreAnObstacle();
  }

  private static void assertOtherResponsesAreAnObstacle() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .replaceTarget(
                    new WrkTarget("two", "http://127.0.0.1:1/two", null, 200, 2048L, null))
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles())
        .containsEntry("two", "its response has 2,048 bytes, and not 1,024");
  }

  @Test
  void numbersOfAnObstacleAreEnglishEverywhere() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertOtherResponsesAreAnObstacle();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void serverWithOtherFailuresHasNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .errors("two", new WrkErrors(0, 0, 0, 0, 50))
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles()).containsEntry("two", "5.0 % of the requests to two failed");
  }

  @Test
  void serversThatFailAlikeHaveNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .errors("one", new WrkErrors(0, 0, 0, 0, 1000))
                .errors("two", new WrkErrors(0, 0, 0, 0, 1000))
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles())
        .containsEntry("two", "100.0 % of the requests to two failed");
    assertThat(comparison.centre("one", WrkMetric.RATE)).isZero();
  }

  @Test
  void failuresOfTheReferenceLeaveNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .errors("one", new WrkErrors(0, 0, 0, 0, 11))
                .errors("two", new WrkErrors(0, 0, 0, 0, 10))
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles()).containsEntry("two", "1.1 % of the requests to one failed");
  }

  @Test
  void serversThatRespondWithAnErrorHaveNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .replaceTarget(new WrkTarget("one", "http://127.0.0.1:1/", null, 404, 1024L, null))
                .replaceTarget(new WrkTarget("two", "http://127.0.0.1:1/", null, 302, 1024L, null))
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles()).containsEntry("two", "the response of one has status 404");
  }

  @Test
  void rateIsThatOfAnsweredRequests() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns().target("one", 1).errors("one", new WrkErrors(0, 0, 0, 0, 200)).result());

    assertThat(comparison.centre("one", WrkMetric.RATE)).isEqualTo(4000, within(1e-9));
  }

  @Test
  void serverWithoutNumbersHasNoVerdict() {
    WrkComparison comparison =
        WrkComparison.of(
            new TestRuns()
                .target("one", ONE)
                .target("two", TWICE)
                .failedRun("two", Ending.EXITED, 1, "unable to connect")
                .failedTarget("three", "It has no port.")
                .failedTarget("four", "It has no port.")
                .failedTarget("five", "It has no port.")
                .result());

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.obstacles().keySet()).containsExactly("two", "three", "four", "five");
    assertThat(comparison.centre("two", WrkMetric.P50)).isNaN();
  }

  @Test
  void centreIsTheGeometricMeanAndThatOfMemoryTheHighest() {
    WrkComparison comparison =
        WrkComparison.of(new TestRuns().target("one", 5, 20).target("two", 1, 1).result());

    assertThat(comparison.centre("one", WrkMetric.P50)).isEqualTo(10, within(1e-9));
    assertThat(comparison.centre("one", WrkMetric.PEAK_RSS_BYTES)).isEqualTo(64 << 20);
  }
}
