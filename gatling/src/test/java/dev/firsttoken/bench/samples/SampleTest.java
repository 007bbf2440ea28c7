package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {
  private static final Sample SAMPLE =
      TestSample.at(100, 400).user(3).textTokens(7).writtenAt(Sample.NONE).sample();

  @Test
  void timesOfAnotherClockAreMovedTogetherAndAbsentOnesStayAbsent() {
    Sample moved = SAMPLE.onClock(1_000, 8);
    assertThat(moved.dueNanos()).isEqualTo(1_100);
    assertThat(moved.sendNanos()).isEqualTo(1_100);
    assertThat(moved.writeNanos()).isEqualTo(Sample.NONE);
    assertThat(moved.headersNanos()).isEqualTo(1_400);
    assertThat(moved.eventNanos()).containsExactly(1_400);
    assertThat(moved.endNanos()).isEqualTo(1_400);
    assertThat(moved.user()).isEqualTo(8);
    assertThat(SAMPLE.eventNanos()).containsExactly(400);
    assertThat(moved).usingRecursiveComparison().isNotEqualTo(SAMPLE);
    assertThat(moved.onClock(-1_000, 3)).usingRecursiveComparison().isEqualTo(SAMPLE);
  }

  @Test
  void tokensOfTheTextChangeNothingElse() {
    Sample counted = SAMPLE.withTextTokens(9);
    assertThat(counted.textTokens()).isEqualTo(9);
    assertThat(counted.withTextTokens(7)).usingRecursiveComparison().isEqualTo(SAMPLE);
  }
}
