package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObstacleTest {
  private static final List<RoundResult> ONE = rounds(RoundMetric.TTFT_P50, 10, 10.1, 9.9);
  private static final List<RoundResult> DOUBLE = rounds(RoundMetric.TTFT_P50, 20.1, 20, 20.2);

  private static int[] tokens(int requests, int failed) {
    int[] tokens = new int[requests];
    Arrays.fill(tokens, failed, requests, 10);
    return tokens;
  }

  private static Comparison withFailures(int failedOf100) {
    return Comparison.of(
        TestComparison.with(Map.of())
            .responses("one", ONE, tokens(100, 1))
            .responses("two", DOUBLE, tokens(100, failedOf100))
            .result());
  }

  @Test
  void serverWhoseRequestsFailMoreOftenHasNoVerdict() {
    Comparison comparison = withFailures(3);

    assertThat(comparison.verdicts()).isEmpty();
    assertThat(comparison.notes().getFirst().message())
        .isEqualTo(
            "There is no verdict on two at c=8, because 3.0 % of its requests failed, and not"
                + " 1.0 %.");
    assertThat(withFailures(2).verdicts()).hasSize(1);
  }

  @Test
  void serverThatSendsOtherTokensHasNoVerdict() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(Map.of())
                .responses("one", ONE, 100)
                .responses("two", DOUBLE, 102)
                .responses("three", DOUBLE, 101)
                .result());

    assertThat(comparison.verdicts()).extracting(Verdict::target).containsOnly("three");
    assertThat(comparison.notes().getFirst().message())
        .contains("it did other work: 102.0 tokens per response, and not 100.0.");
  }

  @Test
  void serverThatCannotBeComparedHasNoRatiosAndAddsNothing() {
    Comparison comparison =
        Comparison.of(
            TestComparison.with(options("mode", "relay"))
                .responses("direct", ONE, 100)
                .responses("one", ONE, 100)
                .responses("two", DOUBLE, 102)
                .responses("three", DOUBLE, 100)
                .result());
    LoadComparison two = comparison.targets().get(2).levels().getFirst();
    LoadComparison three = comparison.targets().get(3).levels().getFirst();

    assertThat(two.ratios()).isEmpty();
    assertThat(two.addedMillis()).isEmpty();
    assertThat(three.ratios()).isNotEmpty();
    assertThat(three.addedMillis()).isNotEmpty();
  }

  @Test
  void cpuOfTheUpstreamHasNoRatio() {
    List<RoundResult> cpu = rounds(RoundMetric.CPU_PER_100K_FRAMES, 5, 5.1, 5.2);
    Comparison comparison =
        Comparison.of(
            TestComparison.with(options("mode", "relay"))
                .level("direct", 8, cpu)
                .level("one", 8, cpu)
                .level("two", 8, cpu)
                .result());

    assertThat(comparison.targets().get(0).levels().getFirst().ratios()).isEmpty();
    assertThat(comparison.targets().get(2).levels().getFirst().ratios()).isNotEmpty();
  }
}
