package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTimesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0m1.52s 0m0.30s | 1820",
        "2m0.000s 0m59.250s | 179250",
        "0m0.010000s 0m0.000000s | 10",
        "0m1,500s 0m0,250s | 1750"
      })
  void userAndSystemTimeAddUp(String line, long millis) {
    assertThat(ShellTimes.parse(line)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0m1.52s", "user 1.52", "0m1.52s 0m0.30s more", "-1m1.52s 0m0.30s"})
  void otherTextIsNoTime(String line) {
    assertThat(ShellTimes.parse(line)).isNull();
  }

  @Test
  void missingLineIsNoTime() {
    assertThat(ShellTimes.parse(null)).isNull();
  }
}
