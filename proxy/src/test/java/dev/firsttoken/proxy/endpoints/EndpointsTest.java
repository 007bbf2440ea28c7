package dev.firsttoken.proxy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ProxyUnderTest proxy;

  private static final LeakWatch buffers = LeakWatch.start();

  @BeforeAll
  static void start() {
    proxy = ProxyUnderTest.with(Map.of("LLM_MODEL", "synthetic"));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    buffers.close();
  }

  @Test
  void healthIsUp() throws IOException {
    RawClient.Response response = get("/health");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"status\":\"UP\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Accept: */*\r\n", "Accept: application/json\r\n", "Accept: text/plain\r\n"})
  void metricsArePrometheusText(String accept) throws IOException {
    RawClient.Response response = send("GET", "/metrics", accept);

    assertThat(response.header("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.text())
        .contains("# TYPE chat_ttft_ms histogram\n", "# TYPE chat_requests_total counter\n")
        .contains("# TYPE chat_in_flight gauge\n", "# TYPE build_info gauge\n")
        .contains("jvm_memory_used_bytes{", "process_cpu_usage ")
        .doesNotContain("_max{model", "# EOF");
  }

  @Test
  void metricsAreOpenMetricsIfRequested() throws IOException {
    RawClient.Response response =
        send("GET", "/metrics", "Accept: application/openmetrics-text; version=1.0.0\r\n");

    assertThat(response.header("content-type"))
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(response.text()).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1024",
    "?bytes=0, 0",
    "?bytes=1, 1",
    "?bytes=100000, 100000",
    "?bytes=16777216, 16777216"
  })
  void plainHasExactlyTheRequestedBytes(String query, int bytes) throws IOException {
    RawClient.Response response = get("/micro/plain" + query);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("text/plain");
    assertThat(response.header("content-length")).isEqualTo(Integer.toString(bytes));
    assertThat(response.text()).isEqualTo("x".repeat(bytes));
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
    try (RawClient client = new RawClient(proxy.port())) {
      client.send("GET /micro/chunked" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readHead())
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
  void chunksAreTheDelayApart() throws IOException {
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
        "/",
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
            ? "; there is: POST /v1/chat/completions, POST /v1/completions, POST /v1/embeddings,"
                + " POST /v1/responses, GET /v1/models."
            : ".";
    assertThat(error.get("message").asText())
        .isEqualTo("Nothing is served at GET " + path + routes);
    assertThat(errors()).isEqualTo(errorsBefore + 1);
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/models", "DELETE, /metrics", "PUT, /health", "POST, /micro/plain"})
  void otherMethodIs405WithTheAllowedOnes(String method, String path) throws IOException {
    RawClient.Response response = send(method, path, "Content-Length: 0\r\n");

    assertThat(error(response, 405).get("message").asText())
        .startsWith(path + " takes ")
        .endsWith(", not " + method + ".");
    assertThat(
            response
                .head()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("allow:")))
        .hasSize(1);
    assertThat(response.header("allow")).contains("GET");
  }

  @Test
  void errorResponseAbbreviatesTheRequest() throws IOException {
    assertThat(get("/" + "x".repeat(3000)).body()).hasSizeLessThan(400);
    assertThat(get("/micro/plain?bytes=" + "9".repeat(3000)).body()).hasSizeLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/api/models"})
  void syntheticModelIsListed(String path) throws IOException {
    RawClient.Response response = get(path);
    JsonNode models = new ObjectMapper().readTree(response.body());

    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(models.get("object").asText()).isEqualTo("list");
    assertThat(models.at("/data/0/id").asText()).isEqualTo("synthetic");
    assertThat(models.at("/data/0/object").asText()).isEqualTo("model");
  }

  private static RawClient.Response get(String path) throws IOException {
    return send("GET", path, "");
  }

  private static RawClient.Response send(String method, String path, String headers)
      throws IOException {
    return RawClient.request(
        proxy.port(), method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  private static JsonNode error(RawClient.Response response, int status) throws IOException {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    return new ObjectMapper().readTree(response.body()).get("error");
  }

  private static double errors() {
    return proxy.sum("chat_errors_total", "model=\"other\"", "reason=\"bad_request\"");
  }
}
