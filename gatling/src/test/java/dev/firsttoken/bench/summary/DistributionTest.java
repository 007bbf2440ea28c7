package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void percentileUsesTheNearestRank() {
    Distribution.Recorder hundred = new Distribution.Recorder();
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
    Distribution.Recorder one = new Distribution.Recorder();
    one.record(123_456_789);
    assertThat(one.percentile(50)).isEqualTo(123_456_789);
    assertThat(one.percentile(99)).isEqualTo(123_456_789);
  }

  @Test
  void noPercentileIsAboveTheLargestValueOrBelowTheSmallest() {
    Distribution.Recorder two = new Distribution.Recorder();
    two.record(100 * MS_IN_NANOS + 1);
    two.record(200 * MS_IN_NANOS + 1);
    assertThat(two.percentile(0)).isGreaterThanOrEqualTo(100 * MS_IN_NANOS + 1);
    assertThat(two.percentile(100)).isEqualTo(200 * MS_IN_NANOS + 1);
  }

  @Test
  void emptyDistributionHasNoPercentile() {
    assertThat(Distribution.empty().percentile(50)).isEqualTo(Sample.NONE);
  }

  @Test
  void negativeValuesCountAsZero() {
    Distribution.Recorder early = new Distribution.Recorder();
    early.record(-5);
    assertThat(early.percentile(50)).isZero();
    assertThat(early.close().count()).isEqualTo(1);
  }

  @Test
  void noValueIsTooLarge() {
    Distribution.Recorder absurd = new Distribution.Recorder();
    absurd.record(Long.MAX_VALUE);
    absurd.record(1);
    assertThat(absurd.percentile(50)).isEqualTo(1);
    assertThat(absurd.percentile(100)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void closedDistributionDoesNotChangeWithLaterValues() {
    Distribution.Recorder recorder = new Distribution.Recorder();
    recorder.record(1);
    Distribution closed = recorder.close();
    recorder.record(3);
    assertThat(closed.count()).isEqualTo(1);
    assertThat(closed.max()).isEqualTo(1);
    assertThat(recorder.close().count()).isEqualTo(2);
  }

  @Test
  void decodedDistributionEqualsTheEncodedOne() throws Distribution.UnreadableException {
    Distribution.Recorder recorder = new Distribution.Recorder();
    recorder.record(MS_IN_NANOS);
    recorder.record(2 * MS_IN_NANOS);
    Distribution closed = recorder.close();
    Distribution decoded = Distribution.decode(closed.encode(), closed.min(), closed.max());
    assertThat(decoded.count()).isEqualTo(2);
    assertThat(decoded.percentile(50)).isEqualTo(closed.percentile(50));
    assertThat(decoded.percentile(100)).isEqualTo(2 * MS_IN_NANOS);
  }

  @Test
  void meanAndDeviationAreThoseOfAllValues() {
    Distribution.Recorder recorder = new Distribution.Recorder();
    for (long value : new long[] {100, 200, 300, 400}) {
      recorder.record(value);
    }
    Distribution values = recorder.close();
    assertThat(values.mean()).isEqualTo(250);
    assertThat(values.standardDeviation()).isEqualTo(112); // √12,500
    assertThat(Distribution.empty().mean()).isEqualTo(Sample.NONE);
    assertThat(Distribution.empty().standardDeviation()).isEqualTo(Sample.NONE);
  }

  @Test
  void meanOfASingleValueIsThatValue() {
    Distribution.Recorder one = new Distribution.Recorder();
    one.record(123_456_789);
    assertThat(one.close().mean()).isEqualTo(123_456_789);
    assertThat(one.close().standardDeviation()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentileIsWithinHalfAThousandthOfTheSortedValues(long seed) {
    Random random = new Random(seed);
    Distribution.Recorder distribution = new Distribution.Recorder();
    long[] values = new long[5000];
    for (int i = 0; i < values.length; i++) {
      // From nanoseconds to an hour, as many small ones as large ones.
      values[i] = (long) Math.exp(random.nextDouble() * 29);
      distribution.record(values[i]);
    }
    Arrays.sort(values);
    for (Percentile percentile : Percentile.STANDARD) {
      long exact = values[(int) Math.ceil(percentile.percent() * 50) - 1];
      assertThat(distribution.percentile(percentile.percent()))
          .isCloseTo(exact, within(exact / 2000 + 1));
    }
  }
}
