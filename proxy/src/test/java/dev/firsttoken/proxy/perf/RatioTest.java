package dev.firsttoken.proxy.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RatioTest {
  @Test
  void meanIsGeometricAndTheIntervalIsStudents() {
    // ln 2 and ln 8: mean ln 4, standard error ln 2, t of one degree of freedom 12.706.
    Ratio ratio = Ratio.of(new double[] {4, 8}, new double[] {2, 1});

    assertThat(ratio.mean()).isCloseTo(4, within());
    assertThat(ratio.low()).isCloseTo(4 * Math.pow(2, -12.706), within());
    assertThat(ratio.high()).isCloseTo(4 * Math.pow(2, 12.706), withPercentage(1e-6));
  }

  @Test
  void equalRoundsHaveNoInterval() {
    assertThat(Ratio.of(new double[] {3, 6, 9}, new double[] {2, 4, 6}).text())
        .isEqualTo("1.50 (1.50–1.50)");
  }

  @Test
  void oneRoundHasARatioAlone() {
    assertThat(Ratio.of(new double[] {3}, new double[] {2}).text()).isEqualTo("1.50");
  }

  @Test
  void figureThatOneTargetLacksHasNoRatio() {
    assertThat(Ratio.of(new double[] {3, 3}, new double[] {Double.NaN, Double.NaN}).text())
        .isEqualTo("–");
  }

  private static Offset<Double> within() {
    return offset(1e-9);
  }
}
