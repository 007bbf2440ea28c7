package dev.firsttoken.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers whose CPU per frame falls while they are compared, as that of a JVM does. */
class StillWarmingTest {
  private static final List<RoundResult> STEADY = cpu(10.1, 9.9, 10, 10.2, 9.8, 10, 10.1, 9.9);

  @Test
  void serverThatWarmsUpInTheRoundsIsNamedWithTheFactor() {
    assertThat(notes(STEADY, cpu(14.2, 14, 13.8, 14, 10.1, 9.9, 10, 10)))
        .anySatisfy(
            note -> {
              assertThat(note.code()).isEqualTo(CompareNote.Code.STILL_WARMING);
              assertThat(note.message()).contains("(two at c=8: 1.40×)");
            });
  }

  @Test
  void scatterAndAFallOfFewRoundsAndARiseAreNoWarmingUp() {
    for (List<RoundResult> rounds :
        List.of(
            STEADY,
            cpu(10.4, 9.4, 10.7, 9.9, 9.6, 10.3, 10, 9.5),
            cpu(14, 14.1, 10, 10.1),
            cpu(10, 10.1, 9.9, 10, 14, 14.2, 13.8, 14))) {
      assertThat(notes(STEADY, rounds))
          .extracting(CompareNote::code)
          .doesNotContain(CompareNote.Code.STILL_WARMING);
    }
  }

  private static List<CompareNote> notes(List<RoundResult> one, List<RoundResult> two) {
    return Comparison.of(
            TestComparison.with(Map.of()).level("one", 8, one).level("two", 8, two).result())
        .notes();
  }

  private static List<RoundResult> cpu(double... values) {
    List<RoundResult> rounds = new ArrayList<>();
    for (double value : values) {
      rounds.add(
          new RoundResult(rounds.size() + 1, null, Map.of(RoundMetric.CPU_PER_100K_FRAMES, value)));
    }
    return rounds;
  }
}
