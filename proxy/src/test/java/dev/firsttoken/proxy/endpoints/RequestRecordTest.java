package dev.firsttoken.proxy.endpoints;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/requests/{id}} over real sockets. */
class RequestRecordTest extends ProxyFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void recordOfAStreamSaysWhereItsTimeWent() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    RawClient.Response stream = RawClient.request(proxy.port(), chat(STREAM_REQUEST));
    String id = idOf(stream);
    JsonNode record = record(proxy, id);

    assertThat(record.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "model",
            "source",
            "status",
            "ending",
            "ttft_ms",
            "upstream_ms",
            "overhead_ms",
            "duration_ms",
            "tokens",
            "bytes_out");
    assertThat(record.get("id").asText()).isEqualTo(id);
    assertThat(record.get("model").asText()).isEqualTo("m");
    assertThat(record.get("source").asText()).isEqualTo("upstream");
    assertThat(record.get("status").asInt()).isEqualTo(200);
    assertThat(record.get("ending").asText()).isEqualTo("completed");
    assertThat(record.get("tokens").asInt()).isEqualTo(7);
    assertThat(record.get("bytes_out").asInt()).isEqualTo(stream.body().length);
    BigDecimal ttft = millis(record, "ttft_ms");
    assertThat(millis(record, "upstream_ms").add(millis(record, "overhead_ms")))
        .isEqualByComparingTo(ttft);
    assertThat(millis(record, "overhead_ms")).isPositive();
    assertThat(millis(record, "duration_ms")).isGreaterThanOrEqualTo(ttft);
  }

  @Test
  void waitForTheUpstreamIsTheUpstreamsShare() throws Exception {
    Semaphore mayRespond = new Semaphore(0);
    Semaphore received = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              received.release();
              mayRespond.acquire();
              peer.send(STREAM);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      await(received);
      long waitNanos = 30_000_000;
      long startNanos = System.nanoTime();
      eventually("30 ms passed", () -> System.nanoTime() - startNanos >= waitNanos);
      mayRespond.release();
      JsonNode record = record(proxy, idOf(client.read()));

      assertThat(millis(record, "upstream_ms")).isGreaterThanOrEqualTo(new BigDecimal("30"));
      assertThat(millis(record, "ttft_ms")).isGreaterThanOrEqualTo(millis(record, "upstream_ms"));
    }
  }

  @Test
  void syntheticStreamHasATtftAndNoUpstream() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    String request =
        "{\"model\":\"synthetic\",\"stream\":true,\"frames\":3,\"ttft_ms\":20,\"delay_ms\":0}";
    JsonNode record = record(proxy, idOf(RawClient.request(proxy.port(), chat(request))));

    assertThat(record.get("source").asText()).isEqualTo("synthetic");
    assertThat(record.get("model").asText()).isEqualTo("synthetic");
    assertThat(millis(record, "ttft_ms")).isGreaterThanOrEqualTo(new BigDecimal("20"));
    assertThat(record.get("upstream_ms").isNull()).isTrue();
    assertThat(record.get("overhead_ms").isNull()).isTrue();
    assertThat(record.get("tokens").asInt()).isEqualTo(3);
  }

  @Test
  void bufferedResponseHasNoTtft() throws IOException {
    String json = "{\"choices\":[],\"usage\":{\"completion_tokens\":5}}";
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse(json)));
    JsonNode record =
        record(proxy, idOf(RawClient.request(proxy.port(), chat("{\"model\":\"m\"}"))));

    assertThat(record.get("ttft_ms").isNull()).isTrue();
    assertThat(record.get("upstream_ms").isNull()).isTrue();
    assertThat(record.get("overhead_ms").isNull()).isTrue();
    assertThat(millis(record, "duration_ms")).isPositive();
    assertThat(record.get("tokens").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "404, 404, completed",
    "close, 502, upstream_failed",
    "garbage, 502, upstream_failed",
    "cut, 502, upstream_failed",
    "stall, 504, timed_out",
    "silent, 504, timed_out"
  })
  void everyEndingOfAnUpstreamHasARecord(String action, int status, String ending)
      throws IOException {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamRunning(HeaderScriptedUpstream::serve),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "200",
            "LLM_IDLE_TIMEOUT_MS",
            "200");
    RawClient.Response response = RawClient.request(proxy.port(), Requests.chat("X-Do: " + action));
    JsonNode record = record(proxy, idOf(response));

    assertThat(record.get("status").asInt()).isEqualTo(status);
    assertThat(record.get("ending").asText()).isEqualTo(ending);
    assertThat(record.get("source").asText()).isEqualTo("upstream");
    assertThat(record.get("bytes_out").asInt()).isEqualTo(response.body().length);
  }

  @Test
  void truncatedStreamHasARecord() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM_HEADERS + chunk(HELLO) + END));
    JsonNode record = record(proxy, idOf(RawClient.request(proxy.port(), chat(STREAM_REQUEST))));

    assertThat(record.get("ending").asText()).isEqualTo("truncated");
    assertThat(record.get("status").asInt()).isEqualTo(200);
    assertThat(millis(record, "ttft_ms")).isPositive();
  }

  @Test
  void streamThatTheClientLeftHasARecord() throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(HELLO));
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    String headers;
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      headers = client.readHeaders();
      client.readChunk();
    }
    assertCounted(proxy, 1, "499", "client_gone");
    JsonNode record = record(proxy, idOf(headers));

    assertThat(record.get("ending").asText()).isEqualTo("client_gone");
    assertThat(record.get("status").asInt()).isEqualTo(499);
    assertThat(record.get("tokens").asInt()).isEqualTo(1);
    assertThat(millis(record, "ttft_ms")).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"nonsense, 400", "'{\"model\":\"synthetic\",\"frames\":-1}', 400"})
  void rejectedRequestHasARecord(String body, int status) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    JsonNode record = record(proxy, idOf(RawClient.request(proxy.port(), chat(body))));

    assertThat(record.get("status").asInt()).isEqualTo(status);
    assertThat(record.get("ending").asText()).isEqualTo("rejected");
    assertThat(record.get("source").isNull()).isTrue();
    assertThat(record.get("model").isNull()).isTrue();
  }

  @Test
  void requestForAnUpstreamThatIsNotAllowedHasARecord() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    String request = Requests.chat("X-LLM-Base-URL: http://10.0.0.1");
    JsonNode record = record(proxy, idOf(RawClient.request(proxy.port(), request)));

    assertThat(record.get("status").asInt()).isEqualTo(403);
    assertThat(record.get("ending").asText()).isEqualTo("rejected");
  }

  @Test
  void recordIsNotThereBeforeTheEnd() throws Exception {
    Semaphore mayEnd = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(HELLO));
              mayEnd.acquire();
              peer.send(chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      String id = idOf(client.readHeaders());
      client.readChunk();
      assertThat(lookUp(proxy, id).status()).isEqualTo(404);
      mayEnd.release();
      client.readChunk();
      client.readChunk();

      assertThat(lookUp(proxy, id).status()).isEqualTo(200);
    }
  }

  @Test
  void recordHoldsNoPromptNoKeyAndNoUrl() throws IOException {
    ScriptedServer upstream = upstreamResponding(STREAM);
    ProxyUnderTest proxy =
        proxyTo(upstream, "ALLOWED_UPSTREAMS", upstream.baseUrl(), "PROXY_API_KEY", "canary");
    String body = STREAM_REQUEST.replace("[]", "[{\"role\":\"user\",\"content\":\"canary\"}]");
    String request =
        chat(body)
            .replace(
                "Content-Type",
                "Authorization: Bearer canary\r\nX-LLM-API-Key: canary\r\nX-LLM-Base-URL: "
                    + upstream.baseUrl()
                    + "/canary\r\nX-Request-Id: canary\r\nContent-Type");
    RawClient.Response stream = RawClient.request(proxy.port(), request);
    RawClient.Response record =
        RawClient.request(
            proxy.port(), to("GET /api/requests/" + idOf(stream), "Authorization: Bearer canary"));

    assertThat(record.status()).isEqualTo(200);
    assertThat(record.text()).doesNotContain("canary").doesNotContain("http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef",
        "x",
        "null",
        "%00",
        "..%2f..%2fmetrics",
        "%2e%2e",
        "%3Cscript%3E",
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      })
  void unknownIdIsNotFoundAndCountsAsNoRequest(String id) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    RawClient.Response response = lookUp(proxy, id);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("no-store");
    assertThat(response.text())
        .isEqualTo(
            "{\"error\":{\"message\":\"There is no record of this request. The proxy keeps the"
                + " records of the last 1000 requests, each for 60 s after its end.\",\"type\":"
                + "\"invalid_request_error\",\"param\":null,\"code\":\"not_found\"}}");
    assertThat(proxy.sum("chat_requests_total")).isZero();
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/requests",
        "/api/requests/",
        "/api/requests/a/b",
        "/api/requests/a;b",
        "/api/requests/../models"
      })
  void otherPathsAreUnknown(String path) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));

    assertRejected(proxy, to("GET " + path), 404, "not_found");
  }

  @Test
  void recordNeedsTheKeyAndTheKeylessLeaveNone() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM), "PROXY_API_KEY", "secret");
    String key = "Authorization: Bearer secret";
    String id = idOf(RawClient.request(proxy.port(), Requests.chat(key)));
    String keyless = idOf(RawClient.request(proxy.port(), Requests.chat()));

    assertRejected(proxy, to("GET /api/requests/" + id), 401, "unauthorized");
    assertThat(RawClient.request(proxy.port(), to("GET /api/requests/" + id, key)).status())
        .isEqualTo(200);
    assertThat(RawClient.request(proxy.port(), to("GET /api/requests/" + keyless, key)).status())
        .isEqualTo(404);
  }

  @Test
  void headIsGetWithoutItsBody() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    String id = idOf(RawClient.request(proxy.port(), chat(STREAM_REQUEST)));
    int length = lookUp(proxy, id).body().length;
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /api/requests/" + id));
      assertThat(client.readHeaders()).containsIgnoringCase("content-length: " + length + "\r\n");
      client.send(to("GET /api/requests/" + id));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void lastThousandRequestsHaveRecords() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    List<String> ids = new ArrayList<>();
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 1001; i++) {
        client.send(chat(STREAM_REQUEST));
        ids.add(idOf(client.read()));
      }
    }
    assertThat(lookUp(proxy, ids.get(0)).status()).isEqualTo(404);
    assertThat(lookUp(proxy, ids.get(1)).status()).isEqualTo(200);
    assertThat(lookUp(proxy, ids.get(1000)).status()).isEqualTo(200);
  }

  private static String idOf(RawClient.Response response) {
    return idOf(response.headers());
  }

  private static String idOf(String headers) {
    return String.valueOf(
        new RawClient.Response(headers, new byte[0], "", true).header("x-request-id"));
  }

  private static JsonNode record(ProxyUnderTest proxy, String id) throws IOException {
    RawClient.Response response = lookUp(proxy, id);

    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("no-store");
    return JSON.readTree(response.body());
  }

  private static RawClient.Response lookUp(ProxyUnderTest proxy, String id) throws IOException {
    return RawClient.request(proxy.port(), to("GET /api/requests/" + id));
  }

  private static BigDecimal millis(JsonNode record, String field) {
    assertThat(record.get(field).isNumber()).as(field + " of " + record).isTrue();
    return record.get(field).decimalValue();
  }
}
