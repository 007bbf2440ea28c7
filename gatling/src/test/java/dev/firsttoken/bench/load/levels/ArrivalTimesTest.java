package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalTimesTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private static Level constant(double rate, int total, long seconds, long rampSeconds) {
    return level(Arrivals.CONSTANT, rate, total, seconds, rampSeconds);
  }

  private static Level poisson(double rate, int total, long seconds, long rampSeconds) {
    return level(Arrivals.POISSON, rate, total, seconds, rampSeconds);
  }

  private static Level level(
      Arrivals arrivals, double rate, int total, long seconds, long rampSeconds) {
    return new Level(
        0, rate, arrivals, total, seconds * SECOND_NANOS, rampSeconds * SECOND_NANOS, 0);
  }

  private static double mean(LongStream values) {
    return values.average().orElseThrow();
  }

  @Test
  void constantArrivalsStartAtOnceAndKeepTheirGap() {
    assertThat(ArrivalTimes.draw(constant(5, 0, 1, 0), 1).dueNanos())
        .containsExactly(0, 200_000_000, 400_000_000, 600_000_000, 800_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 0, 5, 100",
    "40, 0, 5, 200",
    "0.1, 0, 30, 3",
    "0.1, 0, 31, 4",
    "3, 0, 100, 300",
    "7, 0, 1000, 7000",
    "20, 30, 5, 30",
    "20, 300, 5, 100",
    "20, 30, 0, 30"
  })
  void constantRateGivesTheExactNumberOfArrivals(double rate, int total, long seconds, int count) {
    assertThat(ArrivalTimes.draw(constant(rate, total, seconds, 0), 1).dueNanos()).hasSize(count);
  }

  @Test
  void gapsStayExactToTheNanosecondFarFromTheStart() {
    long[] due = ArrivalTimes.draw(constant(1_000, 0, 1_000, 0), 1).dueNanos();

    assertThat(due).hasSize(1_000_000);
    for (int i = 0; i < due.length; i++) {
      assertThat(due[i]).isEqualTo(i * 1_000_000L);
    }
  }

  @Test
  void rampClimbsToTheRateAndAveragesHalfOfIt() {
    // Over the first 10 s, 5/s × t/10 s: the k-th arrival at 10 s × √(k/25), then every 200 ms.
    ArrivalTimes arrivalTimes = ArrivalTimes.draw(constant(5, 0, 20, 10), 1);

    assertThat(arrivalTimes.rampCount()).isEqualTo(25);
    assertThat(arrivalTimes.dueNanos()).hasSize(25 + 100);
    assertThat(arrivalTimes.dueNanos()[1]).isEqualTo(2 * SECOND_NANOS);
    assertThat(arrivalTimes.dueNanos()[4]).isEqualTo(4 * SECOND_NANOS);
    assertThat(arrivalTimes.dueNanos()[16]).isEqualTo(8 * SECOND_NANOS);
    assertThat(arrivalTimes.dueNanos()[25]).isEqualTo(10 * SECOND_NANOS);
    assertThat(arrivalTimes.dueNanos()[26]).isEqualTo(10_200_000_000L);
    assertThat(arrivalTimes.dueNanos()[124]).isEqualTo(29_800_000_000L);
  }

  @Test
  void totalCountsMeasuredRequestsAndNoneOfTheRamp() {
    ArrivalTimes arrivalTimes = ArrivalTimes.draw(constant(5, 7, 20, 10), 1);

    assertThat(arrivalTimes.rampCount()).isEqualTo(25);
    assertThat(arrivalTimes.dueNanos()).hasSize(25 + 7);
  }

  @Test
  void poissonGapsAreExponentialWithTheRatesMean() {
    long[] due = ArrivalTimes.draw(poisson(100, 100_000, 0, 0), 1).dueNanos();
    double[] gaps = new double[due.length];
    for (int i = 0; i < due.length; i++) {
      gaps[i] = due[i] - (i == 0 ? 0 : due[i - 1]);
    }

    double mean = Arrays.stream(gaps).average().orElseThrow();
    double variance = Arrays.stream(gaps).map(gap -> (gap - mean) * (gap - mean)).sum() / 100_000;
    double overMean = Arrays.stream(gaps).filter(gap -> gap > 10e6).count() / 100_000.0;
    // Mean and deviation are 10 ms; a share of 1/e exceeds the mean. Bounds: four standard errors.
    assertThat(mean).isCloseTo(10e6, within(130e3));
    assertThat(Math.sqrt(variance)).isCloseTo(10e6, within(180e3));
    assertThat(overMean).isCloseTo(1 / Math.E, within(0.0061));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void poissonCountMatchesRateTimesDuration(long seed) {
    // Mean 10,000, deviation 100.
    assertThat(ArrivalTimes.draw(poisson(100, 0, 100, 0), seed).dueNanos().length)
        .isBetween(9_600, 10_400);
  }

  @Test
  void poissonRampAveragesHalfTheRateAndRisesToItsEnd() {
    ArrivalTimes arrivalTimes = ArrivalTimes.draw(poisson(1_000, 0, 20, 20), 1);
    long[] ramp = Arrays.copyOf(arrivalTimes.dueNanos(), arrivalTimes.rampCount());

    // Mean 10,000, deviation 100. Mean due time: two thirds of the ramp, deviation 0.24 × 20 s.
    assertThat(arrivalTimes.rampCount()).isBetween(9_600, 10_400);
    assertThat(mean(Arrays.stream(ramp))).isCloseTo(20e9 * 2 / 3, within(190e6));
    assertThat(arrivalTimes.dueNanos().length - arrivalTimes.rampCount()).isBetween(19_400, 20_600);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSTANT", "POISSON"})
  void measuredRequestsAreDueAfterTheRampAndBeforeTheEnd(Arrivals arrivals) {
    ArrivalTimes drawn = ArrivalTimes.draw(level(arrivals, 100, 0, 5, 2), 3);
    long[] due = drawn.dueNanos();

    assertThat(due).isSorted();
    assertThat(due[0]).isNotNegative();
    assertThat(due[drawn.rampCount() - 1]).isLessThan(2 * SECOND_NANOS);
    assertThat(due[drawn.rampCount()]).isGreaterThanOrEqualTo(2 * SECOND_NANOS);
    assertThat(due[due.length - 1]).isLessThan(7 * SECOND_NANOS);
  }

  @Test
  void sameSeedMakesTheSameDueTimesAndAnotherDoesNot() {
    Level level = poisson(10, 100, 0, 1);

    assertThat(ArrivalTimes.draw(level, 7).dueNanos())
        .isEqualTo(ArrivalTimes.draw(level, 7).dueNanos());
    assertThat(ArrivalTimes.draw(level, 7).dueNanos())
        .isNotEqualTo(ArrivalTimes.draw(level, 8).dueNanos());
  }

  @Test
  void seedGivesTheseDueTimesOnEveryMachine() {
    // By hand: SplitMix64 from 1, gaps of −ln(1 − u), ten arrivals a second.
    assertThat(ArrivalTimes.draw(poisson(10, 3, 0, 0), 1).dueNanos())
        .containsExactly(83_600_553, 220_556_769, 574_612_210);
  }

  @Test
  void doubledRateHalvesTheDueTimes() {
    long[] slow = ArrivalTimes.draw(poisson(10, 100, 0, 0), 1).dueNanos();
    long[] fast = ArrivalTimes.draw(poisson(20, 100, 0, 0), 1).dueNanos();

    for (int i = 0; i < 100; i++) {
      assertThat(fast[i]).isCloseTo(slow[i] / 2, within(1L));
    }
  }

  @Test
  void levelWithoutDrawnArrivalsIsRejected() {
    assertThatThrownBy(() -> ArrivalTimes.draw(level(Arrivals.TRACE, 5, 1, 0, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a trace has its own due times");
    assertThatThrownBy(() -> ArrivalTimes.draw(Level.closed(1, 1, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a closed level has no due times");
  }
}
