package dev.firsttoken.bench.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenPropertiesTest {
  private static String read(String value, boolean isEscaped) {
    Properties properties = new Properties();
    properties.setProperty("prompt", value);
    return requireNonNull(MavenProperties.read(properties, isEscaped).get("prompt"));
  }

  @Test
  void escapesOfThePluginAreUndone() {
    assertThat(read("{\\\"a\\\":\\\"it\\'s\\\"}", true)).isEqualTo("{\"a\":\"it's\"}");
    assertThat(read("x-a: 1\\nx-b:\\t2\\r\\f\\b", true)).isEqualTo("x-a: 1\nx-b:\t2\r\f\b");
    assertThat(read("sp\\u00e4t \\u20ac \\ud83d\\ude00 \\u0001", true))
        .isEqualTo("sp\u00e4t \u20ac \ud83d\ude00 \u0001");
  }

  @Test
  void backslashOfTheUserIsOneAgain() {
    assertThat(read("C:\\\\new $1 \\\\u00e4", true)).isEqualTo("C:\\new $1 \\u00e4");
  }

  @ParameterizedTest
  @CsvSource({"a\\", "\\x", "\\u12", "\\uD83D"})
  void backslashThatEscapesNothingStays(String value) {
    assertThat(read(value, true)).isEqualTo(value);
  }

  @Test
  void valuesOfOtherToolsStay() {
    assertThat(read("\\n\\\"", false)).isEqualTo("\\n\\\"");
  }

  @Test
  void onlyTheJvmOfThePluginHasEscapedValues() {
    System.setProperty("firsttoken.escaped", "\\n");
    try {
      assertThat(MavenProperties.read()).containsEntry("firsttoken.escaped", "\\n");
    } finally {
      System.clearProperty("firsttoken.escaped");
    }
  }
}
