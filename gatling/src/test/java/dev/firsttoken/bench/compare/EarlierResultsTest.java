package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlierResultsTest {
  private static final List<RoundResult> ONE =
      rounds(RoundMetric.TTFT_P50, 10.0, 10.1, 9.9, 10.0, 10.1, 9.9);
  private static final List<RoundResult> DOUBLE =
      rounds(RoundMetric.TTFT_P50, 20.1, 20.0, 20.0, 20.2, 20.0, 19.9);

  private static List<CompareNote.Code> codes(Comparison comparison) {
    return comparison.notes().stream().map(CompareNote::code).toList();
  }

  @Test
  void earlierResultsAreComparedWithoutPairsAndSaySoFirst() {
    List<NamedResult> results =
        List.of(
            new NamedResult("base", TestComparison.with(Map.of()).level("x", 8, ONE).result()),
            new NamedResult(
                "new", TestComparison.with(options("prompt", "p")).level("x", 8, DOUBLE).result()));
    Comparison comparison =
        Comparison.ofEarlier(
            results,
            CompareSettings.parse(
                options("expect", "new<=base*1.05:ttft_p50"), List.of("base", "new")));

    assertThat(comparison.facts().measuredAtDifferentTimes()).isTrue();
    assertThat(comparison.notes().getFirst().code()).isEqualTo(CompareNote.Code.DIFFERENT_TIMES);
    assertThat(comparison.notes().get(1).message()).contains("--prompt none and p");
    assertThat(comparison.verdicts().getFirst().target()).isEqualTo("new");
    assertThat(comparison.verdicts().getFirst().finding()).isEqualTo(Finding.SLOWER);
    assertThat(comparison.meetsExpectations()).isFalse();
  }

  @Test
  void addressOfTheServerIsNoDifferenceOfTheOptions() {
    Comparison comparison =
        Comparison.ofEarlier(
            List.of(
                new NamedResult(
                    "a",
                    TestComparison.with(options("url", "http://a")).level("x", 8, ONE).result()),
                new NamedResult(
                    "b",
                    TestComparison.with(options("url", "http://b")).level("x", 8, ONE).result())),
            CompareSettings.parse(Map.of(), List.of("a", "b")));

    assertThat(codes(comparison)).doesNotContain(CompareNote.Code.OPTIONS_DIFFER);
  }

  @Test
  void namesOfTheReportsAreNoDifferenceOfTheOptions() {
    Map<String, Object> first =
        options("html", "true", "out", "a.html", "annotate", "a.json", "markdown", "a.md");
    Map<String, Object> second = options("out", "b.html", "percentiles", "99.99");
    Comparison comparison =
        Comparison.ofEarlier(
            List.of(
                new NamedResult("a", TestComparison.with(first).level("x", 8, ONE).result()),
                new NamedResult("b", TestComparison.with(second).level("x", 8, ONE).result())),
            CompareSettings.parse(Map.of(), List.of("a", "b")));

    assertThat(codes(comparison)).doesNotContain(CompareNote.Code.OPTIONS_DIFFER);
  }
}
