package dev.firsttoken.proxy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptHeaderTest {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "Application/OpenMetrics-Text; Version=1.0.0",
        "application/openmetrics-text,text/plain",
        "text/plain;q=0.5,application/openmetrics-text;q=0.6",
        "text/plain;q=0,application/openmetrics-text;q=0.001",
        "text/plain ; Q=0.5 , application/openmetrics-text;q=0.7,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/*, text/*;q=0.9",
        "*/*;q=0.9, text/plain;q=0.2",
        "text/plain;x=\",;q=1\";q=0.2,application/openmetrics-text;q=0.3",
        "application/openmetrics-text, */*",
        "text/plain;q=2, application/openmetrics-text;q=0.1"
      })
  void namedOrPreferredTypeIsChosen(String accept) {
    assertThat(prefersOpenMetrics(accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/plain",
        "text/plain;q=0.9,application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0.0,*/*",
        "application/openmetrics-text;q=0.5,*/*;q=0.6",
        "application/openmetrics-text;q=0.5,text/*;q=0.6",
        "application/*;q=0,text/plain;q=0.1",
        "application/openmetrics-textile",
        "text/plain;x=\"application/openmetrics-text\"",
        "application/openmetrics-text;q=1.5,text/plain",
        "application/openmetrics-text;q=,text/plain",
        "application/json",
        ",,;q=1,text/html"
      })
  void defaultIsChosenOtherwise(String accept) {
    assertThat(prefersOpenMetrics(accept)).isFalse();
  }

  @Test
  void severalHeadersCountAsOne() {
    AcceptHeader header =
        new AcceptHeader(List.of("text/plain;q=0.3", "application/openmetrics-text;q=0.4"));

    assertThat(header.prefers(OPEN_METRICS, "text/plain")).isTrue();
    assertThat(header.prefers("text/plain", OPEN_METRICS)).isFalse();
    assertThat(new AcceptHeader(List.of()).prefers(OPEN_METRICS, "text/plain")).isFalse();
  }

  private static boolean prefersOpenMetrics(String accept) {
    return new AcceptHeader(List.of(accept)).prefers(OPEN_METRICS, "text/plain");
  }
}
