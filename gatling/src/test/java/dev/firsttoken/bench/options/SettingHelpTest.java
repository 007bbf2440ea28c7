package dev.firsttoken.bench.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingHelpTest {

  @Test
  void eachTextBelongsToASetting() throws IOException {
    Properties texts = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(Setting.class.getResourceAsStream("help.properties")), UTF_8)) {
      texts.load(in);
    }

    assertThat(texts.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Setting.values()).map(Setting::flag).toList());
  }

  @Test
  void flagHasTheWordsOfItsName() {
    assertThat(Setting.MAX_IN_FLIGHT.flag()).isEqualTo("max-in-flight");
    assertThat(Setting.MAX_IN_FLIGHT.property()).isEqualTo("maxInFlight");
    assertThat(Setting.SLO.flag()).isEqualTo("slo");
  }
}
