package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proxy under clients that ask for more memory than there is. */
class HostileClientsTest {
  @SuppressWarnings("NullAway.Init") // each test starts them first
  private ForkedProxy proxy;

  @SuppressWarnings("NullAway.Init") // each test starts them first
  private ScriptedServer upstream;

  @AfterEach
  void close() {
    proxy.close();
    upstream.close();
  }

  @Test
  void uploadsBeyondTheBudgetAreToldToRetryAndAllArrive() throws Exception {
    start(Uploads::respond);
    Uploads uploads = new Uploads(9_000_000);
    int complete;
    try (SteadyStreams streams = SteadyStreams.start(proxy.port(), 50)) {
      uploads.run(proxy.port(), 40);
      complete = streams.stop();
    }

    awaitIdle();
    ScrapedMetrics metrics = proxy.scrape();
    assertThat(requests(metrics, "m", 200)).isEqualTo(40);
    assertThat(requests(metrics, "synthetic", 200)).isEqualTo(complete);
    assertThat(requests(metrics, "other", 503)).isEqualTo(uploads.refused());
    assertThat(memoryRefused(metrics, "body")).isEqualTo(uploads.refused());
    assertThat(errors(metrics, "overloaded")).isEqualTo(uploads.refused());
    assertThat(uploads.refused()).as("40 uploads exceed the budget").isPositive();
    assertLogLines(1);
  }

  @Test
  void pipelinedHeadersAreNeverDecoded() throws Exception {
    start(HeaderScriptedUpstream::serve);
    try (HostileClients hostile = HostileClients.pipelineHeaders(proxy.port(), 100)) {
      hostile.awaitSent();
      assertThat(value("chat_memory_used_bytes")).isLessThan(100 * 65_536);
      assertThat(RawClient.request(proxy.port(), Requests.to("GET /health")).status())
          .isEqualTo(200);
      assertThat(value("chat_in_flight")).isEqualTo(100);
    }

    awaitIdle();
    assertThat(requests(proxy.scrape(), "other", 499)).isEqualTo(100);
    assertLogLines(0);
  }

  @Test
  void unreadMicroResponsesHoldNoMemoryOfTheirOwn() throws Exception {
    start(HeaderScriptedUpstream::serve);
    double before = directBytes();
    HostileClients hostile = HostileClients.leaveUnread(proxy.port(), 200);
    try {
      RawClient.Response response =
          RawClient.request(proxy.port(), Requests.to("GET /micro/plain?bytes=16777216"));
      assertThat(response.body()).hasSize(16_777_216);
      assertThat(directBytes() - before).isLessThan(16_777_216);
    } finally {
      hostile.close();
    }

    awaitIdle();
    assertLogLines(0);
  }

  @Test
  void namesThatAreNeverResolvedLeaveTheOperatorsUpstreamAlone() throws Exception {
    start(HeaderScriptedUpstream::serve);
    List<Future<Integer>> hostile = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String url = "X-LLM-Base-URL: http://slow" + i + SlowNames.NEVER + "/v1";
        hostile.add(
            threads.submit(() -> RawClient.request(proxy.port(), Requests.chat(url)).status()));
      }
      eventually("under way", () -> value("chat_in_flight") > 0);
      for (int i = 0; i < 20; i++) {
        assertThat(RawClient.request(proxy.port(), Requests.chat()).status()).isEqualTo(200);
      }
      assertThat(hostile).as("look-ups are still under way").anyMatch(request -> !request.isDone());
    }

    awaitIdle();
    Map<Integer, Long> statuses =
        hostile.stream().collect(groupingBy(Future::resultNow, counting()));
    assertThat(statuses.keySet()).isSubsetOf(502, 503);
    assertThat(value("status=\"200\"")).isEqualTo(20);
    for (int status : List.of(502, 503)) {
      assertThat(value("status=\"%d\"".formatted(status)))
          .as("responses with %d", status)
          .isEqualTo(statuses.getOrDefault(status, 0L).doubleValue());
    }
  }

  private void start(ScriptedServer.Script script) throws IOException {
    upstream = ScriptedServer.running(script);
    String baseUrl = upstream.baseUrl().replace("127.0.0.1", "localhost");
    proxy = ForkedProxy.start(Map.of("LLM_BASE_URL", baseUrl + "/v1"));
  }

  private void awaitIdle() {
    eventually("idle", () -> value("chat_in_flight") == 0 && value("chat_memory_used_bytes") == 0);
  }

  private void assertLogLines(int count) throws Exception {
    proxy.terminate();
    assertThat(proxy.awaitExit()).hasSize(count);
  }

  private double directBytes() {
    return value("jvm_buffer_memory_used_bytes");
  }

  /** The sum of all series of this name, or the requests with this label. */
  private double value(String name) {
    try {
      return proxy.scrape().values().entrySet().stream()
          .filter(
              series ->
                  series.getKey().startsWith(name)
                      || (series.getKey().startsWith("chat_requests_total{")
                          && series.getKey().contains(name)))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static double requests(ScrapedMetrics metrics, String model, int status) {
    return metrics.value(
        "chat_requests_total{model=\"%s\",runtime=\"micronaut\",status=\"%d\"}"
            .formatted(model, status));
  }

  private static double memoryRefused(ScrapedMetrics metrics, String use) {
    return metrics.value(
        "chat_memory_refused_total{runtime=\"micronaut\",use=\"%s\"}".formatted(use));
  }

  private static double errors(ScrapedMetrics metrics, String reason) {
    return metrics.value(
        "chat_errors_total{model=\"other\",reason=\"%s\",runtime=\"micronaut\"}".formatted(reason));
  }
}
