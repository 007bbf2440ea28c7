package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void percentileUsesTheNearestRank() {
    Distribution hundred = new Distribution();
    for (int i = 100; i >= 1; i--) {
      hundred.record(i);
    }
    assertThat(hundred.percentile(50)).isEqualTo(50);
    assertThat(hundred.percentile(95)).isEqualTo(95);
    assertThat(hundred.percentile(99)).isEqualTo(99);
    assertThat(hundred.percentile(0)).isEqualTo(1);
    assertThat(hundred.percentile(100)).isEqualTo(100);
  }

  @Test
  void singleValueIsExactToTheNanosecond() {
    Distribution one = new Distribution();
    one.record(123_456_789);
    assertThat(one.percentile(50)).isEqualTo(123_456_789);
    assertThat(one.percentile(99)).isEqualTo(123_456_789);
  }

  @Test
  void noPercentileIsAboveTheLargestValueOrBelowTheSmallest() {
    Distribution two = new Distribution();
    two.record(100 * MS_IN_NANOS + 1);
    two.record(200 * MS_IN_NANOS + 1);
    assertThat(two.percentile(0)).isGreaterThanOrEqualTo(100 * MS_IN_NANOS + 1);
    assertThat(two.percentile(100)).isEqualTo(200 * MS_IN_NANOS + 1);
  }

  @Test
  void emptyDistributionHasNoPercentile() {
    assertThat(new Distribution().percentile(50)).isEqualTo(Sample.NONE);
  }

  @Test
  void negativeValuesCountAsZero() {
    Distribution early = new Distribution();
    early.record(-5);
    assertThat(early.percentile(50)).isZero();
    assertThat(early.count()).isEqualTo(1);
  }

  @Test
  void noValueIsTooLarge() {
    Distribution absurd = new Distribution();
    absurd.record(Long.MAX_VALUE);
    absurd.record(1);
    assertThat(absurd.percentile(50)).isEqualTo(1);
    assertThat(absurd.percentile(100)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentileIsWithinHalfAThousandthOfTheSortedValues(long seed) {
    Random random = new Random(seed);
    Distribution distribution = new Distribution();
    long[] values = new long[5000];
    for (int i = 0; i < values.length; i++) {
      // From nanoseconds to an hour, as many small ones as large ones.
      values[i] = (long) Math.exp(random.nextDouble() * 29);
      distribution.record(values[i]);
    }
    Arrays.sort(values);
    for (double percentile : new double[] {50, 90, 95, 99, 99.9}) {
      long exact = values[(int) Math.ceil(percentile * 50) - 1];
      assertThat(distribution.percentile(percentile)).isCloseTo(exact, within(exact / 2000 + 1));
    }
  }
}
