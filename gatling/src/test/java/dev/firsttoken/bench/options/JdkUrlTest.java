package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkUrlTest {
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8000/v1", "https://my_llm/v1"})
  void urlThatTheClientKnowsOrThatHasACertificateStays(String url) {
    assertThat(JdkUrl.of(URI.create(url))).isEqualTo(URI.create(url));
  }

  @Test
  void unknownNameWithAnUnderscoreIsNamed() {
    assertThatThrownBy(() -> JdkUrl.of(URI.create("http://no_host.invalid:8000/v1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown host no_host.invalid");
  }
}
