package dev.firsttoken.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks the tests against numbers of SciPy 1.17 (ttest_rel, ttest_ind, t.ppf). */
class StatisticsTest {
  private static final List<Double> A = logs(10.2, 10.5, 9.9, 10.8, 10.1, 10.4);
  private static final List<Double> B = logs(10.0, 10.1, 9.7, 10.2, 10.0, 9.9);

  private static List<Double> logs(double... values) {
    return Arrays.stream(values).map(Math::log).boxed().toList();
  }

  private static Estimate paired() {
    return PairedTest.of(
        IntStream.range(0, A.size()).mapToObj(round -> A.get(round) - B.get(round)).toList());
  }

  @Test
  void pairedTestEqualsScipys() {
    Estimate estimate = paired();

    assertThat(estimate.mean()).isCloseTo(0.03257185432392511, within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(0.007627525163395246, within(1e-12));
    assertThat(estimate.degreesOfFreedom()).isEqualTo(5);
    assertThat(estimate.pairs()).isEqualTo(6);
    assertThat(estimate.pValue()).isCloseTo(0.007936467258676343, within(1e-10));
    assertThat(estimate.ratio().value()).isCloseTo(1.0331081237628197, within(1e-10));
    assertThat(estimate.ratio().low()).isCloseTo(1.013049082479024, within(1e-10));
    assertThat(estimate.ratio().high()).isCloseTo(1.0535643473196012, within(1e-10));
  }

  @Test
  void smallestVisibleDifferenceGrowsWithTheTable() {
    assertThat(paired().smallestVisible(Holm.firstStep(1)))
        .isCloseTo(0.03123310146001157, within(1e-10));
    assertThat(paired().smallestVisible(Holm.firstStep(15)))
        .isCloseTo(0.05886629885747974, within(1e-10));
  }

  @Test
  void welchTestEqualsScipys() {
    Estimate estimate =
        WelchTest.of(
            logs(10.2, 10.5, 9.9, 10.8, 10.1), logs(12.0, 11.1, 12.7, 13.2, 11.9, 12.4, 11.6));

    assertThat(estimate.degreesOfFreedom()).isCloseTo(9.788085484932953, within(1e-9));
    assertThat(estimate.pValue()).isCloseTo(0.0001279214870457911, within(1e-12));
    assertThat(estimate.ratio().value()).isCloseTo(0.8500550045608656, within(1e-10));
    assertThat(estimate.ratio().low()).isCloseTo(0.8008754713099709, within(1e-10));
    assertThat(estimate.ratio().high()).isCloseTo(0.9022545160448552, within(1e-10));
  }

  @Test
  void secondStageKeepsThePilotsVarianceAndDegreesOfFreedom() {
    List<Double> pilot = List.of(0.01, 0.03, -0.02, 0.04, 0.00, 0.02, 0.05, -0.01, 0.03, 0.05);
    List<Double> all = new ArrayList<>(pilot);
    all.addAll(List.of(0.02, 0.01, 0.03, 0.00, 0.04, 0.06, -0.02, 0.02, 0.03, 0.01));

    Estimate estimate = PairedTest.ofPilot(pilot, all);

    assertThat(estimate.mean()).isCloseTo(0.02, within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(0.005477225575051661, within(1e-12));
    assertThat(estimate.degreesOfFreedom()).isEqualTo(9);
    assertThat(estimate.pairs()).isEqualTo(20);
    assertThat(estimate.pValue()).isCloseTo(0.0053052750732646165, within(1e-10));
  }

  @Test
  void oneRoundHasAValueAndNoInterval() {
    Estimate one = PairedTest.of(List.of(Math.log(1.5)));

    assertThat(one.isTestable()).isFalse();
    assertThat(one.ratio().value()).isCloseTo(1.5, within(1e-12));
    assertThat(one.ratio().hasLimits()).isFalse();
  }

  @Test
  void equalDifferencesCannotBeTestedAndAreAPoint() {
    Estimate equal = PairedTest.of(List.of(0.1, 0.1, 0.1));

    assertThat(equal.isTestable()).isFalse();
    assertThat(equal.interval()).isEqualTo(new Interval(equal.mean(), equal.mean(), equal.mean()));
  }

  @Test
  void noDifferenceAtAllCannotBeTested() {
    assertThat(PairedTest.of(List.of()).isTestable()).isFalse();
    assertThat(WelchTest.of(List.of(0.1), List.of(0.1, 0.2)).isTestable()).isFalse();
    assertThat(WelchTest.of(List.of(0.1, 0.1), List.of(0.2, 0.2)).isTestable()).isFalse();
  }

  /** The logarithm of 0 is infinite. */
  @Test
  void zeroCannotBeTested() {
    assertThat(PairedTest.of(List.of(Double.NEGATIVE_INFINITY, 0.1, 0.2)).isTestable()).isFalse();
  }

  @Test
  void limitThatIsNotOneDoesNotLookLikeOne() {
    assertThat(new Interval(1.02, 1.004, 1.036).limitsText()).isEqualTo("1.004–1.036");
    assertThat(new Interval(1.02, 1.004, 1.036).ratioText()).isEqualTo("1.020");
    assertThat(new Interval(1.02, 1.00004, 1.04).limitsText()).isEqualTo("1.0000–1.0400");
    assertThat(new Interval(1.42, 1.38, 1.47).limitsText()).isEqualTo("1.38–1.47");
  }
}
