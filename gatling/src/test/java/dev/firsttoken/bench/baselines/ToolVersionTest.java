package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolVersionTest {
  private static ToolVersion version(String text) {
    return Objects.requireNonNull(ToolVersion.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v20.20.2 | 20.20.2",
        "Python 3.11.7 | 3.11.7",
        "10.8.2 | 10.8.2",
        "go version go1.26.8 linux/amd64 | 1.26.8",
        "OpenJDK 64-Bit Server VM 25.0.3 | 25.0.3",
        "openjdk 25 2025-09-16 | 25",
        "HAProxy version 2.6.12-1+deb12u2 2024/10/17 | 2.6.12"
      })
  void versionIsTheFirstDottedNumberElseTheFirstNumber(String output, String expected) {
    assertThat(ToolVersion.find(output)).hasToString(expected);
  }

  @Test
  void outputWithoutNumberHasNoVersion() {
    assertThat(ToolVersion.find("command not found")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v20", "20.", ".5", "20.x", "1234567890"})
  void textThatIsNoVersionIsNotParsed(String text) {
    assertThat(ToolVersion.parse(text)).isNull();
  }

  @Test
  void numbersAreComparedAsNumbersAndMissingOnesAreZero() {
    assertThat(version("20.9")).isLessThan(version("20.19"));
    assertThat(version("3.11")).isEqualByComparingTo(version("3.11.0"));
    assertThat(version("3.11.1")).isGreaterThan(version("3.11"));
    assertThat(version("18.99")).isLessThan(version("20"));
  }
}
