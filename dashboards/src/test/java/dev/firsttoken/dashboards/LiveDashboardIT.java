package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.dashboards.grafana.Dashboard;
import dev.firsttoken.dashboards.grafana.Panel;
import dev.firsttoken.dashboards.grafana.PromQl;
import dev.firsttoken.dashboards.prometheus.PrometheusApi;
import dev.firsttoken.dashboards.prometheus.Series;
import dev.firsttoken.dashboards.stage.Faults;
import dev.firsttoken.dashboards.stage.Stage;
import dev.firsttoken.dashboards.stage.Traffic;
import dev.firsttoken.wire.testing.BenchCommand;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query of the dashboard and of the documentation, on a Prometheus that has scraped a real
 * sweep, and failures of every kind.
 */
class LiveDashboardIT {
  /** Four scrapes, as Grafana takes for the shortest range. */
  private static final String RATE_INTERVAL = "4s";

  private static final String SWEPT_MODEL = "swept";
  private static final int SWEPT_REQUESTS = 30;

  /** A busy machine needs longer until each fault is in two scrapes. It measures nothing. */
  private static final Duration FAULTS_TIMEOUT = Duration.ofSeconds(60);

  /** The only panel that needs an upstream that is gone. */
  private static final String BREAKER = "chat_breaker_open{";

  private static final Pattern TYPE_LINE = Pattern.compile("(?m)^# TYPE (\\S+) ");

  private static Stage stage;
  private static PrometheusApi api;
  private static Instant start;
  private static Instant end;
  private static JsonNode sweep;
  private static String metrics;

  @BeforeAll
  static void scrapeARealRun(@TempDir Path dir) throws IOException {
    RequiredProgram.assume("prometheus", "prometheus", LiveDashboardIT.class);
    stage = new Stage(Faults.PROXY_SETTINGS, true);
    api = stage.prometheus().api();
    stage
        .prometheus()
        .await("every server is scraped", () -> api.value("sum(up)") == stage.runtimes().size());
    start = Instant.now();
    try (Traffic _ = chats();
        Faults faults = new Faults(stage)) {
      sweep = sweep(dir);
      long deadline = System.nanoTime() + FAULTS_TIMEOUT.toNanos();
      do {
        faults.provokeAll();
      } while (!hasMoved(queries()) && System.nanoTime() - deadline < 0);
    }
    int proxy = stage.port(Stage.PROXY);
    metrics = RawClient.request(proxy, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").text();
    stage.stopUpstream();
    openABreaker(proxy);
    double scrapes = scrapes();
    stage
        .prometheus()
        .await("a range that ends after the last scrape", () -> scrapes() > scrapes + 1);
    end = Instant.now();
  }

  /** Sends chats to the upstream that is gone until a breaker is open in a scrape. */
  private static void openABreaker(int proxy) throws IOException {
    long deadline = System.nanoTime() + FAULTS_TIMEOUT.toNanos();
    while (!(api.value("max(chat_breaker_open)") > 0)) {
      assertThat(System.nanoTime() - deadline).as("ns past the time for a breaker").isNegative();
      Traffic.send(proxy, "{\"stream\":true}");
    }
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  /** Chats with every server, and relayed ones. */
  private static Traffic chats() {
    String chat = "{\"model\":\"%s\",\"stream\":true,\"frames\":20,\"delay_ms\":5,\"ttft_ms\":30}";
    Traffic traffic = new Traffic();
    for (String runtime : stage.runtimes()) {
      traffic.chat(stage.port(runtime), chat.formatted("synthetic"));
    }
    return traffic.chat(stage.port(Stage.PROXY), chat.formatted("relayed"));
  }

  private static JsonNode sweep(Path dir) {
    try (BenchCommand bench =
        BenchCommand.start(
            dir,
            "sweep",
            "--base-url=" + stage.url(Stage.PROXY),
            "--model=" + SWEPT_MODEL,
            "--concurrency=2",
            "--total=" + SWEPT_REQUESTS,
            "--warmup=0",
            "--frames=20",
            "--delay-ms=5",
            "--ttft-ms=150",
            "--annotate=annotation.json")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(dir.resolve("annotation.json"))
          .content()
          .contains(
              "\"tags\":[\"first-token-bench\",\"sweep\"]", "c=2: 30 ok, 0 failed, TTFT p50 ");
      return bench.json();
    }
  }

  private static double scrapes() {
    return api.value("sum(count_over_time(up{job=\"first-token\"}[1h]))");
  }

  static List<Panel> panels() {
    return Dashboard.read().panels();
  }

  static List<String> documented() {
    return DocumentedQueries.read();
  }

  /** All queries but that of the breaker. */
  private static List<String> queries() {
    return Stream.concat(panels().stream().flatMap(LiveDashboardIT::queries), documented().stream())
        .filter(query -> !query.contains(BREAKER))
        .toList();
  }

  /** Queries of a panel with the variables filled in, for each runtime if it is repeated. */
  private static Stream<String> queries(Panel panel) {
    List<String> runtimes = panel.isRepeated() ? stage.runtimes() : List.of(".+");
    return runtimes.stream()
        .flatMap(
            runtime -> {
              Map<String, String> values = new HashMap<>();
              List.of("job", "instance", "model").forEach(name -> values.put(name, ".+"));
              values.put("runtime", runtime);
              values.put("__rate_interval", RATE_INTERVAL);
              return panel.expressions().stream()
                  .map(expression -> PromQl.fill(expression, values));
            });
  }

  @ParameterizedTest
  @MethodSource("panels")
  void queriesOfAPanelReturnRealNumbers(Panel panel) {
    queries(panel).forEach(LiveDashboardIT::assertMoved);
  }

  @ParameterizedTest
  @MethodSource("documented")
  void queriesOfTheDocumentationReturnRealNumbers(String expression) {
    assertMoved(expression);
  }

  /** An idle server gives NaN and 0, so points that are there prove nothing. */
  private static void assertMoved(String expression) {
    List<Series> series = api.queryRange(expression, start, end);
    assertThat(series.stream().mapToLong(Series::numbers).sum()).as(expression).isPositive();
    assertThat(series).as(expression).anyMatch(Series::hasPositive);
    assertThat(missingRuntimes(expression, series)).as(expression).isEmpty();
  }

  /**
   * Runtimes without a number in the result of a query by runtime. A share of failures may be 0.
   */
  private static List<String> missingRuntimes(String expression, List<Series> series) {
    return PromQl.isBy("runtime", expression)
        ? stage.runtimes().stream()
            .filter(
                runtime ->
                    series.stream()
                        .noneMatch(each -> each.has("runtime", runtime) && each.numbers() > 0))
            .toList()
        : List.of();
  }

  private static boolean hasMoved(List<String> queries) {
    Instant now = Instant.now();
    return queries.stream()
        .allMatch(
            query -> {
              List<Series> series = api.queryRange(query, start, now);
              return series.stream().anyMatch(Series::hasPositive)
                  && missingRuntimes(query, series).isEmpty();
            });
  }

  @Test
  void documentationHasTheQueriesThatPeopleAskFirst() {
    assertThat(documented())
        .contains(
            "sum(rate(chat_requests_total[5m])) by (status)",
            "histogram_quantile(0.5, sum(rate(chat_ttft_ms_bucket[5m])) by (le))",
            "histogram_quantile(0.95, sum(rate(chat_ttft_ms_bucket[5m])) by (le))",
            "histogram_quantile(0.5, sum(rate(chat_duration_ms_bucket[5m])) by (le))",
            "rate(chat_tokens_total[5m])",
            "rate(chat_bytes_out_total[5m])",
            "sum(chat_in_flight)");
  }

  @Test
  void everyMetricOfTheProxyIsOnAPanelOrHasAReasonNotToBe() {
    Set<String> unseen = new TreeSet<>(exported());
    unseen.removeAll(onPanels());

    assertThat(unseen).containsExactlyInAnyOrderElementsOf(MetricsWithoutPanel.REASONS.keySet());
  }

  @Test
  void everyMetricOnAPanelExists() {
    assertThat(exported()).containsAll(onPanels());
  }

  private static Set<String> exported() {
    Set<String> names = new TreeSet<>();
    TYPE_LINE.matcher(metrics).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  private static Set<String> onPanels() {
    Set<String> names = new TreeSet<>();
    panels()
        .forEach(panel -> panel.expressions().forEach(each -> names.addAll(PromQl.metrics(each))));
    return names;
  }

  @Test
  void variablesFindTheirValues() {
    assertThat(api.query("count by (job, instance, runtime, model) (chat_in_flight)", end))
        .isNotEmpty()
        .allSatisfy(
            series ->
                assertThat(series.labels())
                    .contains("\"job\":", "\"instance\":", "\"runtime\":", "\"model\":"));
    assertThat(api.query("count by (runtime) (chat_in_flight)", end))
        .hasSameSizeAs(stage.runtimes());
  }

  @Test
  void rulesAreEvaluatedWithoutErrors() {
    assertThat(api.rules())
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(rule.path("health").asText())
                    .as("%s: %s", rule.path("name"), rule.path("lastError"))
                    .isEqualTo("ok"));
    assertMoved("job_runtime:chat_requests_failed:ratio_rate5m");
    assertMoved("job_runtime:chat_ttft_ms:p95_rate5m");
  }

  @Test
  void ttftOfPrometheusAndOfTheBenchAgreeWithinABucket() {
    assertThat(api.value("sum(chat_ttft_ms_count{model=\"swept\"})")).isEqualTo(SWEPT_REQUESTS);
    for (int percent : List.of(50, 95)) {
      double estimated =
          api.value(
              "histogram_quantile(%s, sum by (le) (chat_ttft_ms_bucket{model=\"%s\"}))"
                  .formatted(percent / 100.0, SWEPT_MODEL));
      double measured = sweep.path("ttft_p" + percent).asDouble();

      assertThat(TtftBucket.of(measured).touches(estimated))
          .as("p%d is %f ms by Prometheus and %f ms by the bench", percent, estimated, measured)
          .isTrue();
      assertThat(measured).isGreaterThanOrEqualTo(150);
    }
  }
}
