package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.proxy.testing.ScrapedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {
  private static final long NANOS_IN_MS = 1_000_000;
  private static final String GPT = "model=\"gpt\",runtime=\"micronaut\"";
  private static final String OTHER = "model=\"other\",runtime=\"micronaut\"";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meter meter =
      new Meter(registry.getPrometheusRegistry(), "0.1.0", "gpt", () -> 1_000 * NANOS_IN_MS);

  @Test
  void streamIsCountedInEverySeries() {
    Timeline timeline = meter.begin(chat(100 * NANOS_IN_MS), "gpt");
    assertThat(value("chat_in_flight{" + GPT + "}")).isEqualTo(1);
    timeline.onUpstreamHeaders(107 * NANOS_IN_MS, 200);
    for (int i = 0; i < 10; i++) {
      timeline.onContentEvent(NANOS_IN_MS);
      timeline.addBytesOut(50);
      timeline.onContentSent((120 + i) * NANOS_IN_MS);
    }
    timeline.setCompletionTokens(30);
    timeline.setCompletionTokens(-1);
    timeline.end(RequestOutcome.COMPLETED, 200, null, 400 * NANOS_IN_MS);

    assertThat(value("chat_requests_total{" + GPT + ",status=\"200\"}")).isEqualTo(1);
    assertThat(value("chat_ttft_ms_sum{" + GPT + "}")).isEqualTo(20);
    assertThat(value("chat_ttft_ms_count{" + GPT + "}")).isEqualTo(1);
    assertThat(value("chat_duration_ms_sum{" + GPT + "}")).isEqualTo(300);
    assertThat(value("chat_upstream_headers_ms_sum{" + GPT + "}")).isEqualTo(7);
    assertThat(value("chat_tokens_total{" + GPT + "}")).isEqualTo(30);
    assertThat(value("chat_bytes_out_total{" + GPT + "}")).isEqualTo(500);
    assertThat(value("chat_in_flight{" + GPT + "}")).isZero();
    assertThat(errors()).isZero();
  }

  @Test
  void seriesHaveTheNamesOfTheContract() {
    meter.onRejected(chat(0), 400, ErrorReason.BAD_REQUEST, 0);

    assertThat(scrape().names())
        .containsExactly(
            "build_info",
            "chat_bytes_out_total",
            "chat_chunk_relay_ms_bucket",
            "chat_chunk_relay_ms_count",
            "chat_chunk_relay_ms_sum",
            "chat_duration_ms_bucket",
            "chat_duration_ms_count",
            "chat_duration_ms_sum",
            "chat_errors_total",
            "chat_event_loop_lag_ms_bucket",
            "chat_event_loop_lag_ms_count",
            "chat_event_loop_lag_ms_sum",
            "chat_icl_ms_bucket",
            "chat_icl_ms_count",
            "chat_icl_ms_sum",
            "chat_in_flight",
            "chat_label_overflow_total",
            "chat_memory_refused_total",
            "chat_overhead_ms_bucket",
            "chat_overhead_ms_count",
            "chat_overhead_ms_sum",
            "chat_pool_active",
            "chat_pool_idle",
            "chat_pool_pending",
            "chat_requests_total",
            "chat_route_requests_total",
            "chat_stream_endings_total",
            "chat_tokens_total",
            "chat_ttft_ms_bucket",
            "chat_ttft_ms_count",
            "chat_ttft_ms_sum",
            "chat_upstream_headers_ms_bucket",
            "chat_upstream_headers_ms_count",
            "chat_upstream_headers_ms_sum");
  }

  @Test
  void timesHaveTheBucketsOfTheContract() {
    assertThat(buckets())
        .containsExactly(
            "1.0",
            "2.0",
            "5.0",
            "10.0",
            "25.0",
            "50.0",
            "100.0",
            "250.0",
            "500.0",
            "1000.0",
            "2500.0",
            "5000.0",
            "10000.0",
            "30000.0",
            "60000.0",
            "120000.0",
            "+Inf");
  }

  @ParameterizedTest
  @CsvSource({"1000000, 1.0, 1", "1000001, 1.0, 0", "1000001, 2.0, 1", "5000000000, 5000.0, 1"})
  void bucketIncludesItsUpperBound(long nanos, String bound, int count) {
    Timeline timeline = meter.begin(chat(0), "gpt");
    timeline.onContentSent(nanos);
    timeline.end(RequestOutcome.COMPLETED, 200, null, nanos);

    assertThat(value("chat_ttft_ms_bucket{" + GPT + ",le=\"" + bound + "\"}")).isEqualTo(count);
  }

  @Test
  void buildInfoReportsTheVersion() {
    assertThat(
            value(
                "build_info{node=\"%s\",runtime=\"micronaut\",version=\"0.1.0\"}"
                    .formatted(Runtime.version())))
        .isEqualTo(1);
  }

  @Test
  void contentEventsCountAsTokensWithoutUsage() {
    Timeline timeline = meter.begin(chat(0), "gpt");
    timeline.onContentEvent(NANOS_IN_MS);
    timeline.onContentEvent(NANOS_IN_MS);
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    assertThat(value("chat_tokens_total{" + GPT + "}")).isEqualTo(2);
  }

  @Test
  void lastUsageCounts() {
    Timeline timeline = meter.begin(chat(0), "gpt");
    timeline.onContentEvent(NANOS_IN_MS);
    timeline.setCompletionTokens(5);
    timeline.setCompletionTokens(0);
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    assertThat(value("chat_tokens_total{" + GPT + "}")).isZero();
  }

  @Test
  void requestWithoutContentEventsHasNoTtft() {
    meter.begin(chat(0), "gpt").end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    assertThat(value("chat_ttft_ms_count{" + GPT + "}")).isZero();
    assertThat(value("chat_duration_ms_count{" + GPT + "}")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 200, 200",
    "COMPLETED, 429, 429",
    "REJECTED, 400, 400",
    "REJECTED, 503, 503",
    "CLIENT_GONE, 200, 499",
    "UPSTREAM_FAILED, 200, 502",
    "TIMED_OUT, 200, 504",
  })
  void requestCountsOnceUnderTheStatusOfItsOutcome(RequestOutcome end, int sent, int counted) {
    meter.begin(chat(0), "gpt").end(end, sent, null, NANOS_IN_MS);

    assertThat(value("chat_requests_total{" + GPT + ",status=\"" + counted + "\"}")).isEqualTo(1);
    assertThat(requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(ErrorReason.class)
  void errorCountsOnceUnderItsReason(ErrorReason errorReason) {
    meter.begin(chat(0), "gpt").end(RequestOutcome.UPSTREAM_FAILED, 200, errorReason, NANOS_IN_MS);

    String label = "reason=\"" + errorReason.label() + "\"";
    assertThat(value("chat_errors_total{model=\"gpt\"," + label + ",runtime=\"micronaut\"}"))
        .isEqualTo(1);
    assertThat(errors()).isEqualTo(1);
  }

  @Test
  void timelineEndsOnce() {
    Timeline timeline = meter.begin(chat(0), "gpt");
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    assertThatThrownBy(() -> timeline.end(RequestOutcome.CLIENT_GONE, 200, null, NANOS_IN_MS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ended twice: COMPLETED, then CLIENT_GONE");
    assertThat(requests()).isEqualTo(1);
    assertThat(value("chat_in_flight{" + GPT + "}")).isZero();
  }

  @Test
  void rejectedRequestCountsOnceUnderOther() {
    meter.onRejected(chat(990 * NANOS_IN_MS), 413, ErrorReason.BAD_REQUEST, 120);

    assertThat(value("chat_requests_total{" + OTHER + ",status=\"413\"}")).isEqualTo(1);
    assertThat(
            value(
                "chat_errors_total{model=\"other\",reason=\"bad_request\",runtime=\"micronaut\"}"))
        .isEqualTo(1);
    assertThat(value("chat_bytes_out_total{" + OTHER + "}")).isEqualTo(120);
    assertThat(value("chat_duration_ms_sum{" + OTHER + "}")).isEqualTo(10);
    assertThat(value("chat_in_flight{" + OTHER + "}")).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "")
  void requestWithoutAModelCountsUnderTheConfiguredOne(@Nullable String model) {
    meter.begin(chat(0), model).end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    assertThat(value("chat_requests_total{" + GPT + ",status=\"200\"}")).isEqualTo(1);
  }

  @Test
  void unknownModelIsOtherUntilAnUpstreamRespondsWith2xx() {
    Timeline rejected = meter.begin(chat(0), "llama");
    rejected.onUpstreamHeaders(NANOS_IN_MS, 404);
    rejected.end(RequestOutcome.COMPLETED, 404, ErrorReason.UPSTREAM_STATUS, NANOS_IN_MS);
    assertThat(value("chat_requests_total{" + OTHER + ",status=\"404\"}")).isEqualTo(1);

    Timeline accepted = meter.begin(chat(0), "llama");
    assertThat(value("chat_in_flight{" + OTHER + "}")).isEqualTo(1);
    accepted.onUpstreamHeaders(NANOS_IN_MS, 200);
    accepted.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);

    String llama = "model=\"llama\",runtime=\"micronaut\"";
    assertThat(value("chat_requests_total{" + llama + ",status=\"200\"}")).isEqualTo(1);
    assertThat(value("chat_in_flight{" + OTHER + "}")).isZero();
    assertThat(value("chat_in_flight{" + llama + "}")).isZero();
    meter.begin(chat(0), "llama");
    assertThat(value("chat_in_flight{" + llama + "}")).isEqualTo(1);
  }

  static Stream<String> namesThatAreNoLabels() {
    return Stream.of(
        "x".repeat(257), "a\nb", "a\tb", "\u0000", "\u007f", "\u0085", "\u2028", "\ud83d");
  }

  @ParameterizedTest
  @MethodSource("namesThatAreNoLabels")
  void invalidLabelStaysOther(String model) {
    countSuccess(model);

    assertThat(value("chat_requests_total{" + OTHER + ",status=\"200\"}")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Meta Llama 3",
        "org/model:4b@q4",
        "通义千问-7B",
        "modèle",
        "😀",
        "a\"b",
        "a\\b",
        "日本語日本語日本語日本語日本語日本語日本語"
      })
  void anyTextIsALabel(String model) {
    countSuccess(model);

    String escaped = model.replace("\\", "\\\\").replace("\"", "\\\"");
    assertThat(registry.scrape("text/plain"))
        .contains(
            "chat_requests_total{model=\""
                + escaped
                + "\",runtime=\"micronaut\",status=\"200\"} 1");
    assertThat(value("chat_label_overflow_total{runtime=\"micronaut\"}")).isZero();
  }

  @Test
  void configuredNameWithSpacesIsALabelFromTheStart() {
    PrometheusMeterRegistry own = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new Meter(own.getPrometheusRegistry(), "0.1.0", "Meta Llama 3", () -> 0)
        .begin(chat(0), null)
        .end(RequestOutcome.COMPLETED, 200, null, 0);

    assertThat(own.scrape("text/plain")).contains("chat_requests_total{model=\"Meta Llama 3\",");
  }

  @Test
  void nameOf256CharactersIsALabel() {
    countSuccess("通".repeat(256));

    assertThat(value("chat_requests_total{" + OTHER + ",status=\"200\"}")).isZero();
  }

  @Test
  void namesBeyondSixtyFourStayOther() {
    for (int i = 0; i < 100; i++) {
      countSuccess("model-" + i);
    }

    // gpt and synthetic have a label from the start.
    assertThat(models()).isEqualTo(64 + 1);
    assertThat(value("chat_requests_total{" + OTHER + ",status=\"200\"}")).isEqualTo(38);
  }

  @Test
  void everyRequestHasADuration() {
    meter.begin(chat(0), "gpt").end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);
    meter.onRejected(chat(0), 413, ErrorReason.BAD_REQUEST, 0);
    meter.onRejected(
        ReceivedRequest.withoutHeaders(1_000 * NANOS_IN_MS), 408, ErrorReason.BAD_REQUEST, 0);
    meter.onClientDisconnected(chat(0));

    assertThat(requests()).isEqualTo(4);
    assertThat(sum("chat_duration_ms_count")).isEqualTo(4);
  }

  @Test
  void responseToHeadHasNoBytes() {
    ReceivedRequest head = new ReceivedRequest("HEAD", "chat", 0);
    Timeline timeline = meter.begin(head, "gpt");
    timeline.addBytesOut(100);
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);
    meter.onRejected(head, 404, ErrorReason.BAD_REQUEST, 90);

    assertThat(sum("chat_bytes_out_total")).isZero();
  }

  private static ReceivedRequest chat(long headersReadNanos) {
    return new ReceivedRequest("POST", "chat", headersReadNanos);
  }

  private void countSuccess(String model) {
    Timeline timeline = meter.begin(chat(0), model);
    timeline.onUpstreamHeaders(NANOS_IN_MS, 200);
    timeline.end(RequestOutcome.COMPLETED, 200, null, NANOS_IN_MS);
  }

  private ScrapedMetrics scrape() {
    return ScrapedMetrics.parse(registry);
  }

  private double value(String series) {
    return scrape().value(series);
  }

  private double requests() {
    return sum("chat_requests_total");
  }

  private double errors() {
    return sum("chat_errors_total");
  }

  private double sum(String name) {
    return scrape().values().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + "{"))
        .mapToDouble(entry -> entry.getValue())
        .sum();
  }

  private long models() {
    return scrape().values().keySet().stream()
        .filter(series -> series.startsWith("chat_in_flight{"))
        .count();
  }

  private List<String> buckets() {
    return registry
        .scrape("text/plain")
        .lines()
        .filter(line -> line.startsWith("chat_ttft_ms_bucket{model=\"gpt\""))
        .map(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
        .toList();
  }
}
