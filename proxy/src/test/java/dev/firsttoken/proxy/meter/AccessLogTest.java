package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static final long NANOS_IN_MS = 1_000_000;

  private final List<String> lines = new ArrayList<>();
  private final Meter meter = new Meter(new PrometheusRegistry(), "1", "gpt", () -> 0);

  @BeforeEach
  void logToLines() {
    meter.setAccessLog(new AccessLog(lines::add));
  }

  @Test
  void streamHasItsTimesTokensAndBytes() {
    Timeline timeline = meter.begin(chat(0), "m");
    timeline.onContentEvent(10 * NANOS_IN_MS);
    timeline.onContentSent(12 * NANOS_IN_MS);
    timeline.setCompletionTokens(7);
    timeline.addBytesOut(345);
    timeline.end(RequestOutcome.COMPLETED, 200, null, 250 * NANOS_IN_MS + NANOS_IN_MS / 2);

    assertThat(lines)
        .containsExactly(
            "POST chat model=\"m\" status=200 outcome=completed ttft_ms=12.0 duration_ms=250.5"
                + " tokens=7 bytes=345");
  }

  @Test
  void clientThatLeftHasTheStatusThatIsCounted() {
    end("m", RequestOutcome.CLIENT_GONE);

    assertThat(lines)
        .containsExactly(
            "POST chat model=\"m\" status=499 outcome=client_gone ttft_ms=- duration_ms=1.0"
                + " tokens=0 bytes=0");
  }

  @Test
  void nameOfAModelAddsNoFieldAndNoLine() {
    end("m\" status=500\r\n\\\u001b[2J通", RequestOutcome.COMPLETED);

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith(
            "POST chat model=\"m\\\" status=500\\u000d\\u000a\\\\\\u001b[2J通\" status=200 ");
  }

  @Test
  void requestsWithoutAModelAndRejectedOnesAreLogged() {
    meter
        .beginUnlabelled(new ReceivedRequest("HEAD", "models", 0))
        .end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);
    meter.onRejected(chat(-2 * NANOS_IN_MS), 401, ErrorReason.UNAUTHORIZED, 90);
    meter.onRejected(new ReceivedRequest("DELETE", null, 0), 404, ErrorReason.BAD_REQUEST, 90);
    meter.onRejected(ReceivedRequest.withoutHeaders(0), 408, ErrorReason.BAD_REQUEST, 90);
    meter.onClientDisconnected(chat(-3 * NANOS_IN_MS));

    assertThat(lines)
        .containsExactly(
            "HEAD models model=- status=200 outcome=completed ttft_ms=- duration_ms=1.0 tokens=0"
                + " bytes=0",
            "POST chat model=- status=401 outcome=rejected ttft_ms=- duration_ms=2.0 tokens=0"
                + " bytes=90",
            "DELETE - model=- status=404 outcome=rejected ttft_ms=- duration_ms=0.0 tokens=0"
                + " bytes=90",
            "- - model=- status=408 outcome=rejected ttft_ms=- duration_ms=- tokens=0 bytes=90",
            "POST chat model=- status=499 outcome=client_gone ttft_ms=- duration_ms=3.0 tokens=0"
                + " bytes=0");
  }

  @Test
  void methodAddsNoLine() {
    meter.onRejected(new ReceivedRequest("G\u001b[2J\n", null, 0), 400, ErrorReason.BAD_REQUEST, 0);

    assertThat(lines).singleElement().asString().startsWith("G\\u001b[2J\\u000a - model=-");
  }

  private static ReceivedRequest chat(long headersReadNanos) {
    return new ReceivedRequest("POST", "chat", headersReadNanos);
  }

  private void end(@Nullable String model, RequestOutcome outcome) {
    meter.begin(chat(0), model).end(outcome, 200, null, NANOS_IN_MS);
  }
}
