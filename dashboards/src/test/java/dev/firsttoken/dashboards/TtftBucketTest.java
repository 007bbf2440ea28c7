package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtftBucketTest {
  @ParameterizedTest
  @CsvSource({
    "0.5, 0, 1",
    "1, 0, 1",
    "150, 100, 250",
    "250, 100, 250",
    "250.1, 250, 500",
    "200000, 120000, Infinity",
  })
  void timeIsCountedBetweenTwoBounds(double millis, double lower, double upper) {
    assertThat(TtftBucket.of(millis)).isEqualTo(new TtftBucket(lower, upper));
  }

  @ParameterizedTest
  @CsvSource({"101, true", "250, true", "100, true", "99, false", "251, false", "NaN, false"})
  void estimateBesideTheBucketIsNoAgreement(double estimated, boolean agrees) {
    assertThat(TtftBucket.of(150).touches(estimated)).isEqualTo(agrees);
  }
}
