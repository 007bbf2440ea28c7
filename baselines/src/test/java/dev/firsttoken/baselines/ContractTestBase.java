package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Client of one server. Each test leaves the server idle. */
abstract class ContractTestBase {
  static final String SERVERS = "dev.firsttoken.baselines.Servers#names";

  /** Time after which a condition counts as never met. It measures nothing. */
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final long POLL_MILLIS = 10;

  final String name;
  final int port;

  ContractTestBase(String name) {
    this.name = name;
    this.port = Servers.port(name);
  }

  /** Condition that may throw while it is not met. */
  @FunctionalInterface
  interface Condition {
    boolean isMet() throws IOException;
  }

  @AfterEach
  void awaitIdle() throws InterruptedException, IOException {
    eventually("no request in flight", () -> scrape().sum("chat_in_flight") == 0);
  }

  /** Waits for a condition, and fails if it is not met within {@link #TIMEOUT}. */
  static void eventually(String description, Condition condition)
      throws InterruptedException, IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.isMet()) {
      assertThat(System.nanoTime() - deadline).as(description).isNegative();
      Thread.sleep(POLL_MILLIS);
    }
  }

  RawClient connect() throws IOException {
    return new RawClient(port);
  }

  /** Sends a chat request on a connection of its own and reads the whole response. */
  RawClient.Response chat(String json) throws IOException {
    return RawClient.request(port, RawClient.chat(json));
  }

  /** Sends a chat request that is to be streamed, and parses the response. */
  ChunkStream stream(String fields) throws IOException {
    RawClient.Response response = chat("{\"stream\":true" + comma(fields) + fields + "}");
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.complete()).isTrue();
    return ChunkStream.parse(response.text());
  }

  RawClient.Response get(String path) throws IOException {
    return RawClient.request(port, requestTo("GET " + path));
  }

  static String requestTo(String methodAndPath) {
    return methodAndPath + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  PrometheusText scrape() throws IOException {
    return new PrometheusText(get("/metrics").text());
  }

  /** Checks status and shape of an error, and that nothing of the server's inside shows. */
  static JsonNode assertError(RawClient.Response response, int status) {
    assertThat(response.status()).as(response.text()).isEqualTo(status);
    assertThat(response.header("content-type")).startsWith("application/json");
    JsonNode body = ChunkStream.parseJson(response.text());
    assertThat(body.properties()).hasSize(1);
    JsonNode error = body.get("error");
    assertThat(error.properties()).hasSize(4);
    assertThat(error.path("message").isTextual()).isTrue();
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.has("param")).isTrue();
    assertThat(error.path("code").isTextual()).isTrue();
    assertThat(response.text())
        .doesNotContain("Traceback", "    at ", "node_modules", "site-packages", ".py\"");
    return error;
  }

  private static String comma(String fields) {
    return fields.isEmpty() ? "" : ",";
  }
}
