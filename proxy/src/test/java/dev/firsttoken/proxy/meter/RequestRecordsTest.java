package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of ended requests: their times by a hand-moved clock, their number and their age. */
class RequestRecordsTest {
  private static final long NANOS_IN_MS = 1_000_000;
  private static final long NANOS_IN_S = 1000 * NANOS_IN_MS;

  private final AtomicLong nowNanos = new AtomicLong();
  private final Meter meter = new Meter(new PrometheusRegistry(), "1", "gpt", nowNanos::get);

  @Test
  void timesOfARelayedStreamAddUp() {
    Timeline timeline = meter.begin(chat("a", 100 * NANOS_IN_MS), "qwen3");
    timeline.onSentUpstream(102 * NANOS_IN_MS);
    timeline.onUpstreamHeaders(150 * NANOS_IN_MS, 200);
    timeline.onContentEvent(190 * NANOS_IN_MS);
    timeline.onContentSent(193 * NANOS_IN_MS);
    timeline.onContentEvent(250 * NANOS_IN_MS);
    timeline.onContentSent(251 * NANOS_IN_MS);
    timeline.addBytesOut(500);
    timeline.end(RequestOutcome.COMPLETED, 200, null, 400 * NANOS_IN_MS);
    RequestRecord record = found("a");

    assertThat(record.ttftMicros()).hasValue(93_000);
    assertThat(record.upstreamMicros()).hasValue(88_000);
    assertThat(record.overheadMicros()).hasValue(5_000);
    assertThat(record.durationMicros()).isEqualTo(300_000);
    assertThat(record.model()).isEqualTo("qwen3");
    assertThat(record.source()).isEqualTo(RequestSource.UPSTREAM);
    assertThat(record.status()).isEqualTo(200);
    assertThat(record.outcome()).isEqualTo(RequestOutcome.COMPLETED);
    assertThat(record.tokens()).isEqualTo(2);
    assertThat(record.bytesOut()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({"1499, 500, 400", "999999, 1, 2", "1500, 1499, 0"})
  void roundedTimesAddUpToo(long sentNanos, long readNanos, long sentUpstreamNanos) {
    Timeline timeline = meter.begin(chat("a", 0), "qwen3");
    timeline.onSentUpstream(sentUpstreamNanos);
    timeline.onContentEvent(Math.max(readNanos, sentUpstreamNanos));
    timeline.onContentSent(sentNanos);
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);
    RequestRecord record = found("a");

    assertThat(record.overheadMicros().getAsLong()).isNotNegative();
    assertThat(record.upstreamMicros().getAsLong() + record.overheadMicros().getAsLong())
        .isEqualTo(record.ttftMicros().getAsLong());
  }

  @Test
  void syntheticStreamHasNoUpstream() {
    Timeline timeline = meter.begin(chat("a", 0), "synthetic").markSynthetic();
    timeline.onContentEvent(20 * NANOS_IN_MS);
    timeline.onContentSent(21 * NANOS_IN_MS);
    timeline.end(RequestOutcome.COMPLETED, 200, null, 30 * NANOS_IN_MS);
    RequestRecord record = found("a");

    assertThat(record.source()).isEqualTo(RequestSource.SYNTHETIC);
    assertThat(record.ttftMicros()).hasValue(21_000);
    assertThat(record.upstreamMicros()).isEmpty();
    assertThat(record.overheadMicros()).isEmpty();
  }

  @Test
  void responseWithoutSentContentHasNoTimeToIt() {
    Timeline timeline = meter.begin(chat("a", 0), "qwen3");
    timeline.onSentUpstream(NANOS_IN_MS);
    timeline.onContentEvent(2 * NANOS_IN_MS);
    timeline.setCompletionTokens(7);
    timeline.end(RequestOutcome.CLIENT_GONE, 200, ErrorReason.CLIENT_GONE, 3 * NANOS_IN_MS);
    RequestRecord record = found("a");

    assertThat(record.ttftMicros()).isEmpty();
    assertThat(record.upstreamMicros()).isEmpty();
    assertThat(record.overheadMicros()).isEmpty();
    assertThat(record.status()).isEqualTo(499);
    assertThat(record.tokens()).isEqualTo(7);
  }

  @Test
  void rejectedRequestHasItsStatusAndItsDurationOnly() {
    nowNanos.set(25 * NANOS_IN_MS);
    meter.onRejected(chat("a", 10 * NANOS_IN_MS), 413, ErrorReason.BAD_REQUEST, 120);
    RequestRecord record = found("a");

    assertThat(record.model()).isNull();
    assertThat(record.source()).isNull();
    assertThat(record.outcome()).isEqualTo(RequestOutcome.REJECTED);
    assertThat(record.status()).isEqualTo(413);
    assertThat(record.durationMicros()).isEqualTo(15_000);
    assertThat(record.ttftMicros()).isEqualTo(OptionalLong.empty());
    assertThat(record.bytesOut()).isEqualTo(120);
  }

  @ParameterizedTest
  @EnumSource(ErrorReason.class)
  void onlyCallersWithoutTheKeyLeaveNoRecord(ErrorReason reason) {
    meter.onRejected(chat("a", 0), 400, reason, 0);

    assertThat(meter.recentRequests().find("a") == null)
        .isEqualTo(reason == ErrorReason.UNAUTHORIZED);
  }

  @Test
  void clientThatLeftBeforeItsRequestWasCompleteHasARecord() {
    meter.onClientDisconnected(chat("a", 0));

    assertThat(found("a").status()).isEqualTo(499);
  }

  @Test
  void requestWithoutAnIdHasNoRecord() {
    end(new ReceivedRequest("POST", "chat", 0), "gpt");
    meter.onRejected(ReceivedRequest.withoutHeaders(0), 408, ErrorReason.BAD_REQUEST, 0);

    assertThat(meter.recentRequests().find("")).isNull();
    assertThat(meter.recentRequests().find("null")).isNull();
  }

  @Test
  void modelIsTheConfiguredOneIfTheRequestNamesNone() {
    end(chat("a", 0), null);
    end(chat("b", 0), "");
    Timeline chosen = meter.begin(chat("c", 0), null);
    chosen.setChosenModel("listed");
    chosen.end(RequestOutcome.COMPLETED, 200, null, 0);
    meter.beginUnlabelled(chat("d", 0)).end(RequestOutcome.COMPLETED, 200, null, 0);

    assertThat(found("a").model()).isEqualTo("gpt");
    assertThat(found("b").model()).isEqualTo("gpt");
    assertThat(found("c").model()).isEqualTo("listed");
    assertThat(found("d").model()).isNull();
  }

  @Test
  void longNameOfAModelIsCut() {
    end(chat("a", 0), "x".repeat(10_000));

    assertThat(found("a").model()).isEqualTo("x".repeat(256));
  }

  @Test
  void recordIsKeptForAMinute() {
    end(chat("a", 0), "gpt");
    nowNanos.set(60 * NANOS_IN_S);
    assertThat(meter.recentRequests().find("a")).isNotNull();
    nowNanos.set(60 * NANOS_IN_S + 1);

    assertThat(meter.recentRequests().find("a")).isNull();
  }

  @Test
  void clockMayBeNegative() {
    nowNanos.set(-5);
    meter
        .begin(new ReceivedRequest("POST", "chat", -20 * NANOS_IN_MS, "a"), "gpt")
        .end(RequestOutcome.COMPLETED, 200, null, -10 * NANOS_IN_MS);

    assertThat(found("a").durationMicros()).isEqualTo(10_000);
  }

  @Test
  void oldestRecordMakesRoom() {
    for (int i = 0; i < 1500; i++) {
      end(chat("id-" + i, 0), "gpt");
    }

    assertThat(meter.recentRequests().find("id-499")).isNull();
    assertThat(meter.recentRequests().find("id-500")).isNotNull();
    assertThat(meter.recentRequests().find("id-1499")).isNotNull();
  }

  private static ReceivedRequest chat(String id, long headersReadNanos) {
    return new ReceivedRequest("POST", "chat", headersReadNanos, id);
  }

  private void end(ReceivedRequest request, @Nullable String model) {
    meter.begin(request, model).end(RequestOutcome.COMPLETED, 200, null, 0);
  }

  private RequestRecord found(String id) {
    return Objects.requireNonNull(meter.recentRequests().find(id));
  }
}
