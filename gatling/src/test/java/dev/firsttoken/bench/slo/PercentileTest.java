package dev.firsttoken.bench.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentileTest {
  @Test
  void furtherPercentilesComeBetweenTheStandardOnesAndNoneComesTwice() {
    assertThat(Percentile.withStandard(" 99.99,80, 95,99.50 "))
        .extracting(Percentile::fieldSuffix)
        .containsExactly("p50", "p75", "p80", "p90", "p95", "p99", "p995", "p999", "p9999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "100", "9.5", "95.5", "99.9999", "-1", "1e1", "p95", "50,,90", "05"})
  void whatIsNoPercentileIsNamed(String list) {
    assertThatThrownBy(() -> Percentile.withStandard(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no percentile; use whole numbers from 1 to 99");
  }

  @Test
  void percentileBeyondTheNinetyNinthNeedsAsManyValuesAsItTellsApart() {
    assertThat(Percentile.withStandard("99.5,99.99,99.999"))
        .extracting(Percentile::minCount)
        .containsExactly(1, 1, 1, 1, 1, 200, 1000, 10_000, 100_000);
  }
}
