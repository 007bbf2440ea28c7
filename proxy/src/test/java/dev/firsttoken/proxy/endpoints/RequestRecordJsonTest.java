package dev.firsttoken.proxy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRecordJsonTest {
  private final Meter meter = new Meter(new PrometheusRegistry(), "1", null, () -> 0);

  @Test
  void timesHaveThreeDecimals() {
    Timeline timeline = meter.begin(new ReceivedRequest("POST", "chat", 0, "a"), "m");
    timeline.onSentUpstream(1_000_400);
    timeline.onContentEvent(205_100_000);
    timeline.onContentSent(212_400_000);
    timeline.addBytesOut(31_234);
    timeline.setCompletionTokens(412);
    timeline.end(RequestOutcome.COMPLETED, 200, null, 8_600_100_000L);

    assertThat(encoded("a"))
        .isEqualTo(
            "{\"id\":\"a\",\"model\":\"m\",\"source\":\"upstream\",\"status\":200,"
                + "\"ending\":\"completed\",\"ttft_ms\":212.400,\"upstream_ms\":204.100,"
                + "\"overhead_ms\":8.300,\"duration_ms\":8600.100,\"tokens\":412,"
                + "\"bytes_out\":31234}");
  }

  @Test
  void whatIsNotKnownIsNull() {
    meter
        .begin(new ReceivedRequest("POST", "chat", 0, "a"), null)
        .markSynthetic()
        .end(RequestOutcome.COMPLETED, 200, null, 0);

    assertThat(encoded("a"))
        .isEqualTo(
            "{\"id\":\"a\",\"model\":null,\"source\":\"synthetic\",\"status\":200,"
                + "\"ending\":\"completed\",\"ttft_ms\":null,\"upstream_ms\":null,"
                + "\"overhead_ms\":null,\"duration_ms\":0.000,\"tokens\":0,\"bytes_out\":0}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a\"b, a\\\"b",
        "a\\b, a\\\\b",
        "a\u0001b, a\\u0001b",
        "\ud83d, ?",
        "通義, 通義",
        "</script>, </script>"
      })
  void anyNameOfAModelIsAJsonString(String model, String encoded) {
    meter
        .begin(new ReceivedRequest("POST", "chat", 0, "a"), model)
        .end(RequestOutcome.COMPLETED, 200, null, 0);

    assertThat(encoded("a")).contains("\"model\":\"" + encoded + "\"");
  }

  private String encoded(String id) {
    return new String(
        RequestRecordJson.encode(Objects.requireNonNull(meter.recentRequests().find(id))),
        StandardCharsets.UTF_8);
  }
}
