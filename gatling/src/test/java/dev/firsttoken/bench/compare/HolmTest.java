package dev.firsttoken.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HolmTest {
  /**
   * The textbook's example at 5 % is 0.01, 0.04, 0.03, 0.005: the smallest two are rejected, and
   * 0.03 > 0.05 ÷ 2 ends it. A fifth of each is the same example at 1 %.
   */
  @Test
  void stepsDownFromTheSmallestAndStopsAtTheFirstThatIsTooLarge() {
    assertThat(Holm.rejections(List.of(0.002, 0.008, 0.006, 0.001)))
        .containsExactly(true, false, false, true);
  }

  /** 0.004 alone is below 1 % ÷ 2, but comes after one that was not rejected. */
  @Test
  void laterStepIsNotReachedPastAFailedOne() {
    assertThat(Holm.rejections(List.of(0.0035, 0.004, 0.0045)))
        .containsExactly(false, false, false);
  }

  @Test
  void equalToTheLevelIsRejected() {
    assertThat(Holm.rejections(List.of(0.005, 0.01))).containsExactly(true, true);
  }

  @Test
  void noTestHasNoRejection() {
    assertThat(Holm.rejections(List.of())).isEmpty();
  }

  @Test
  void firstStepDividesOnePercentByTheTests() {
    assertThat(Holm.firstStep(20)).isCloseTo(0.0005, within(1e-15));
  }
}
