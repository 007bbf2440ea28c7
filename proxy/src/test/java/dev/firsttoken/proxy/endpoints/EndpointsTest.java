package dev.firsttoken.proxy.endpoints;

import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.SyntheticProxyContext;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.RawClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(contextBuilder = SyntheticProxyContext.class)
@Property(name = "micronaut.http.client.max-content-length", value = "16777216")
class EndpointsTest {
  private static final LeakWatch buffers = LeakWatch.start();

  @Inject
  @Client("/")
  @SuppressWarnings("NullAway.Init")
  private HttpClient client;

  @Inject
  @SuppressWarnings("NullAway.Init")
  private EmbeddedServer server;

  @Inject
  @SuppressWarnings("NullAway.Init")
  private PrometheusMeterRegistry registry;

  @AfterAll
  static void closeLeakWatch() {
    buffers.close();
  }

  @Test
  void healthIsUp() {
    HttpResponse<String> response = get("/health");

    assertThat(response.code()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"UP\"}");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "text/plain",
        "text/plain;q=0.9,application/openmetrics-text;q=0"
      })
  void metricsArePrometheusText(@Nullable String accept) {
    MutableHttpRequest<?> request = HttpRequest.GET("/metrics");
    HttpResponse<String> response = send(accept == null ? request : request.accept(accept));

    assertThat(response.header("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body())
        .contains("# TYPE chat_ttft_ms histogram\n", "# TYPE chat_requests_total counter\n")
        .contains("# TYPE chat_in_flight gauge\n", "# TYPE build_info gauge\n")
        .contains("jvm_memory_used_bytes{", "process_cpu_usage ")
        .doesNotContain("_max{model", "# EOF");
  }

  @Test
  void metricsBesideTheChatSeriesAreThoseOfJvmAndProcess() {
    assertThat(ScrapedMetrics.parse(get("/metrics").body()).values().keySet())
        .allSatisfy(
            series ->
                assertThat(series)
                    .matches(
                        "(chat_|build_info|jvm_(buffer|gc|memory|threads)_|process_(cpu|start|uptime)_"
                            + "|system_(cpu|load)_).*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text; version=1.0.0",
        "Application/OpenMetrics-Text",
        "text/plain;q=0.3, application/openmetrics-text;q=0.5"
      })
  void metricsAreOpenMetricsIfRequested(String accept) {
    HttpResponse<String> response = send(HttpRequest.GET("/metrics").header("Accept", accept));

    assertThat(response.header("content-type"))
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(response.body()).endsWith("# EOF\n");
  }

  @Test
  void onlyAScrapeIsCompressed() throws IOException {
    String accept = "Accept-Encoding: gzip, deflate, zstd";

    assertThat(RawClient.request(server.getPort(), to("GET /metrics", accept)).headers())
        .containsIgnoringCase("content-encoding: ");
    for (String path : List.of("/micro/plain?bytes=100000", "/micro/chunked?bytes=100000")) {
      RawClient.Response response = RawClient.request(server.getPort(), to("GET " + path, accept));
      assertThat(response.header("content-encoding")).isNull();
      assertThat(response.body()).hasSize(100_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1024",
    "?bytes=0, 0",
    "?bytes=1, 1",
    "?bytes=100000, 100000",
    "?bytes=16777216, 16777216"
  })
  void plainHasExactlyTheRequestedBytes(String query, int bytes) {
    HttpResponse<String> response = get("/micro/plain" + query);

    assertThat(response.code()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("text/plain");
    assertThat(response.header("content-length")).isEqualTo(Integer.toString(bytes));
    assertThat(response.getBody().orElse("")).isEqualTo("x".repeat(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1024, 10",
    "?bytes=10&chunks=3, 10, 3",
    "?bytes=5, 5, 5",
    "?bytes=1&chunks=1, 1, 1",
    "?bytes=0, 0, 0",
    "?bytes=0&chunks=1, 0, 0",
    "?bytes=10000&chunks=10000, 10000, 10000",
    "?bytes=16777216&chunks=4, 16777216, 4",
    "?bytes=40&chunks=4&delay_ms=5, 40, 4",
  })
  void chunkedHasExactlyTheRequestedChunks(String query, int bytes, int chunks) throws IOException {
    try (RawClient client = new RawClient(server.getPort())) {
      client.send("GET /micro/chunked" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readHeaders())
          .contains("application/octet-stream")
          .containsIgnoringCase("transfer-encoding: chunked");
      List<Integer> sizes = new ArrayList<>();
      for (int size = client.readChunk().length; size > 0; size = client.readChunk().length) {
        sizes.add(size);
      }
      assertThat(sizes).hasSize(chunks);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(bytes);
    }
  }

  @Test
  void chunksAreTheDelayApart() {
    long before = System.nanoTime();
    get("/micro/chunked?bytes=5&chunks=5&delay_ms=20");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(80_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "/micro/plain?bytes=-1, bytes, 'bytes must be an integer from 0 to 16777216, not \"-1\".'",
    "/micro/plain?bytes=16777217, bytes, 'bytes must be an integer from 0 to 16777216, not"
        + " \"16777217\".'",
    "/micro/plain?bytes=abc, bytes, 'bytes must be an integer from 0 to 16777216, not \"abc\".'",
    "/micro/plain?bytes=, bytes, 'bytes must be an integer from 0 to 16777216, not \"\".'",
    "/micro/chunked?bytes=1.5, bytes, 'bytes must be an integer from 0 to 16777216, not \"1.5\".'",
    "/micro/chunked?chunks=0, chunks, 'chunks must be an integer from 1 to 1024, not \"0\".'",
    "/micro/chunked?bytes=20000&chunks=10001, chunks, 'chunks must be an integer from 1 to 10000,"
        + " not \"10001\".'",
    "/micro/chunked?bytes=5&chunks=6, chunks, 'chunks must be an integer from 1 to 5, not \"6\".'",
    "/micro/chunked?bytes=0&chunks=2, chunks, 'chunks must be an integer from 1 to 1, not \"2\".'",
    "/micro/chunked?delay_ms=60001, delay_ms, 'delay_ms must be an integer from 0 to 60000, not"
        + " \"60001\".'",
  })
  void numberOutOfRangeIsRejectedWithNameValueAndRange(String path, String param, String message)
      throws IOException {
    double errorsBefore = errors();
    JsonNode error = error(get(path), 400);

    assertThat(error.get("message").asText()).isEqualTo(message);
    assertThat(error.get("param").asText()).isEqualTo(param);
    assertThat(errors()).isEqualTo(errorsBefore + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nix",
        "/v1",
        "/v1/nix",
        "/api/nix",
        "/v1/chat",
        "/beans",
        "/env",
        "/prometheus",
        "/metrics/x"
      })
  void unknownPathIs404(String path) throws IOException {
    double errorsBefore = errors();
    JsonNode error = error(get(path), 404);

    String routes =
        path.startsWith("/v1/")
            ? " Available routes: POST /v1/chat/completions, POST /v1/completions, POST"
                + " /v1/embeddings, POST /v1/responses, POST /v1/messages, POST /v1/rerank, GET"
                + " /v1/models."
            : "";
    assertThat(error.get("message").asText())
        .isEqualTo("No route matches GET " + path + "." + routes);
    assertThat(errors()).isEqualTo(errorsBefore + 1);
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/models", "DELETE, /metrics", "PUT, /health", "POST, /micro/plain"})
  void otherMethodIs405WithTheAllowedOnes(String method, String path) throws IOException {
    HttpResponse<String> response = send(HttpRequest.create(HttpMethod.valueOf(method), path));

    assertThat(error(response, 405).get("message").asText())
        .startsWith(path + " accepts ")
        .endsWith(", not " + method + ".");
    assertThat(response.getHeaders().getAll("allow")).hasSize(1);
    assertThat(response.header("allow")).contains("GET");
  }

  @Test
  void errorResponseAbbreviatesTheRequest() {
    assertThat(get("/" + "x".repeat(3000)).body()).hasSizeLessThan(400);
    assertThat(get("/micro/plain?bytes=" + "9".repeat(3000)).body()).hasSizeLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/api/models"})
  void syntheticModelIsListed(String path) throws IOException {
    HttpResponse<String> response = get(path);
    JsonNode models = new ObjectMapper().readTree(response.body());

    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(models.get("object").asText()).isEqualTo("list");
    assertThat(models.at("/data/0/id").asText()).isEqualTo("synthetic");
    assertThat(models.at("/data/0/object").asText()).isEqualTo("model");
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.GET(path));
  }

  private HttpResponse<String> send(HttpRequest<?> request) {
    try {
      return client.toBlocking().exchange(request, Argument.STRING, Argument.STRING);
    } catch (HttpClientResponseException e) {
      @SuppressWarnings("unchecked") // the error type of the exchange
      HttpResponse<String> response = (HttpResponse<String>) e.getResponse();
      return response;
    }
  }

  private static JsonNode error(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.code()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    return new ObjectMapper().readTree(response.body()).get("error");
  }

  private double errors() {
    return ScrapedMetrics.parse(registry)
        .value("chat_errors_total{model=\"other\",reason=\"bad_request\",runtime=\"micronaut\"}");
  }
}
