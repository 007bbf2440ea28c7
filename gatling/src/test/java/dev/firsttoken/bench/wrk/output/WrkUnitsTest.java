package dev.firsttoken.bench.wrk.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrkUnitsTest {

  @ParameterizedTest
  @CsvSource({
    "568.80us, 0.5688",
    "0.99ms, 0.99",
    "3.52s, 3520",
    "1.50m, 90000",
    "0.90h, 3240000",
    "-nanus, NaN",
    "nanms, NaN",
    "infs, NaN"
  })
  void timeOfEachUnitIsMilliseconds(String text, double millis) {
    assertThat(WrkUnits.millis(text)).isEqualTo(millis, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "512.00, 512",
    "1.00K, 1024",
    "1.50M, 1572864",
    "2.00G, 2147483648",
    "1.00T, 1099511627776",
    "1.00P, 1125899906842624"
  })
  void sizeOfEachUnitIsBytes(String text, double bytes) {
    assertThat(WrkUnits.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "us", "1.2.3us", "1e9us", "-1us", "1x", "1 ms", "99999999999999999999us"})
  void anythingElseIsNoTime(String text) {
    assertThatThrownBy(() -> WrkUnits.millis(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is no quantity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0X", "1.0ms", "", "nan%"})
  void anythingElseIsNoSize(String text) {
    assertThatThrownBy(() -> WrkUnits.bytes(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
