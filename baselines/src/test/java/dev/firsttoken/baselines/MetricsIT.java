package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section "Metrics" of the contract. Names, labels and values. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class MetricsIT extends ContractTestBase {
  private static final List<String> BUCKETS =
      List.of(
          "1", "2", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000",
          "30000", "60000", "120000", "+Inf");

  MetricsIT(String name) {
    super(name);
  }

  @Test
  void streamIsCountedOnceWithItsTokensBytesAndTimes() throws IOException {
    PrometheusText before = scrape();
    RawClient.Response response =
        chat("{\"model\":\"synthetic\",\"stream\":true,\"frames\":20,\"delay_ms\":1}");
    PrometheusText after = scrape();

    String label = "model=\"synthetic\"";
    assertThat(grown(before, after, "chat_requests_total", label, "status=\"200\"")).isEqualTo(1);
    assertThat(grown(before, after, "chat_requests_total")).isEqualTo(1);
    assertThat(grown(before, after, "chat_tokens_total", label)).isEqualTo(20);
    assertThat(grown(before, after, "chat_bytes_out_total", label))
        .isEqualTo(response.body().length);
    assertThat(grown(before, after, "chat_ttft_ms_count", label)).isEqualTo(1);
    assertThat(grown(before, after, "chat_duration_ms_count", label)).isEqualTo(1);
    assertThat(grown(before, after, "chat_duration_ms_sum", label))
        .as("19 delays of a millisecond")
        .isGreaterThanOrEqualTo(19);
    assertThat(grown(before, after, "chat_errors_total")).isZero();
    assertThat(after.sum("chat_in_flight")).isZero();
  }

  @Test
  @Tag("long")
  void responseThatIsNotStreamedHasNoTtft() throws IOException {
    PrometheusText before = scrape();
    RawClient.Response response = chat("{\"frames\":20,\"delay_ms\":1,\"ttft_ms\":30}");
    PrometheusText after = scrape();

    assertThat(grown(before, after, "chat_requests_total", "status=\"200\"")).isEqualTo(1);
    assertThat(grown(before, after, "chat_tokens_total")).isEqualTo(20);
    assertThat(grown(before, after, "chat_bytes_out_total")).isEqualTo(response.body().length);
    assertThat(grown(before, after, "chat_ttft_ms_count")).isZero();
    assertThat(grown(before, after, "chat_duration_ms_sum")).isGreaterThanOrEqualTo(49);
  }

  @Test
  @Tag("long")
  void ttftIsTheTimeToTheFirstContentEvent() throws IOException {
    PrometheusText before = scrape();
    stream("\"frames\":2,\"delay_ms\":100,\"ttft_ms\":60");
    PrometheusText after = scrape();

    assertThat(grown(before, after, "chat_ttft_ms_sum")).isGreaterThanOrEqualTo(60);
    assertThat(grown(before, after, "chat_duration_ms_sum")).isGreaterThanOrEqualTo(160);
    assertThat(grown(before, after, "chat_duration_ms_sum"))
        .isGreaterThan(grown(before, after, "chat_ttft_ms_sum"));
  }

  @Test
  @Tag("long")
  void streamWithoutContentHasNoTtft() throws IOException {
    PrometheusText before = scrape();
    stream("\"frames\":0");
    PrometheusText after = scrape();

    assertThat(grown(before, after, "chat_ttft_ms_count")).isZero();
    assertThat(grown(before, after, "chat_duration_ms_count")).isEqualTo(1);
    assertThat(grown(before, after, "chat_tokens_total")).isZero();
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"'\"gpt-5\"', other", "'\"synthetic\"', synthetic", "null, synthetic"})
  void unknownModelsShareOneLabel(String model, String label) throws IOException {
    PrometheusText before = scrape();
    stream("\"frames\":1,\"model\":" + model);

    assertThat(grown(before, scrape(), "chat_requests_total", "model=\"" + label + "\""))
        .isEqualTo(1);
  }

  @Test
  @Tag("long")
  void streamInFlightIsShown() throws IOException, InterruptedException {
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"stream\":true,\"delay_ms\":100,\"frames\":100000}"));
      client.readHeaders();

      assertThat(scrape().sum("chat_in_flight", "model=\"synthetic\"")).isEqualTo(1);
    }
    eventually("ended", () -> scrape().sum("chat_in_flight") == 0);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"chat_ttft_ms", "chat_duration_ms"})
  void histogramHasTheBucketsOfTheContract(String histogram) throws IOException {
    stream("\"frames\":1");
    PrometheusText scrape = scrape();

    assertThat(scrape.text()).contains("# TYPE " + histogram + " histogram\n");
    assertThat(
            scrape.series(histogram + "_bucket").stream()
                .filter(series -> series.contains("model=\"synthetic\""))
                .map(series -> series.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
                .map(bound -> bound.replaceAll("\\.0$", "")))
        .containsExactlyElementsOf(BUCKETS);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "chat_requests_total, counter",
    "chat_tokens_total, counter",
    "chat_bytes_out_total, counter",
    "chat_errors_total, counter",
    "chat_in_flight, gauge",
    "build_info, gauge",
  })
  void seriesHasItsTypeAndRuntime(String series, String type) throws IOException {
    stream("\"frames\":1");
    assertError(chat("{"), 400);
    PrometheusText scrape = scrape();

    assertThat(scrape.text()).contains("# TYPE " + series + " " + type + "\n");
    assertThat(scrape.series(series))
        .isNotEmpty()
        .allMatch(labels -> labels.contains("runtime=\"" + name + "\""));
  }

  @Test
  @Tag("long")
  void buildInfoNamesVersionAndRuntime() throws IOException {
    assertThat(get("/metrics").header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(scrape().series("build_info"))
        .singleElement()
        .asString()
        .containsPattern("version=\"[0-9][^\"]*\"")
        .containsPattern("node=\"[0-9][^\"]*\"");
    assertThat(scrape().sum("build_info")).isEqualTo(1);
  }

  private static double grown(
      PrometheusText before, PrometheusText after, String series, String... labels) {
    return after.sum(series, labels) - before.sum(series, labels);
  }
}
