package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a client: sizes, timeouts and connections. */
class ClientLimitsTest extends ProxyFixture {
  private final ScriptedServer upstream = upstreamResponding(STREAM);

  static List<String> posts() {
    return Requests.routes().filter(route -> route.startsWith("POST")).toList();
  }

  @ParameterizedTest
  @MethodSource("posts")
  void bodyIsAcceptedUpToTheLimitAndNotBeyond(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "MAX_BODY_BYTES", "41");
    String exact = to(route);
    String longer = exact.replace("41", "42") + " ";
    String chunked =
        exact
            .replace("Content-Length: 41", "Transfer-Encoding: chunked")
            .replace("{\"m", "2a\r\n{\"m");

    assertThat(RawClient.request(proxy.port(), exact).status()).isEqualTo(200);
    assertRejected(RawClient.request(proxy.port(), longer), 413, "too_large", "limit of 41 bytes");
    assertRejected(
        RawClient.request(proxy.port(), chunked + " \r\n0\r\n\r\n"),
        413,
        "too_large",
        "limit of 41 bytes");
    assertThat(upstream.requests()).hasSize(1);
    assertThat(proxy.sum("chat_errors_total", "reason=\"bad_request\"")).isEqualTo(2);
  }

  /** A close with unread input resets the connection, which destroys the response. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: close\r\n"})
  void rejectionReachesAClientThatSendsItsFullBodyFirst(String more) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "MAX_BODY_BYTES", "1000");
    String body = "{\"model\":\"m\",\"x\":\"" + "x".repeat(8_000_000) + "\"}";
    String request = RawClient.chat(body).replace("Content-Length", more + "Content-Length");

    assertRejected(
        RawClient.request(proxy.port(), request), 413, "too_large", "limit of 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health",
        "GET /metrics",
        "GET /nowhere",
        "POST /v1/chat/completions",
        "GET /v1/models"
      })
  void tooLargeHeadersAreRejectedAndEndTheConnection(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to(route, "X-Long: " + "x".repeat(17_000)));

      assertRejected(client.read(), 431, "head_too_large", "16384 bytes");
      assertThat(client.readRemaining()).isEmpty();
    }
    assertThat(upstream.peers()).isEmpty();
    assertCounted(proxy, 1, "431", "rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ", "POST /v1/chat"})
  void slowHeadersTimeOutAndEndTheConnection(String partialRequest) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "HEAD_TIMEOUT_MS", "50");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(partialRequest);

      assertRejected(client.read(), 408, "head_too_slow", "not arrive within 50 ms");
      assertThat(client.readRemaining()).isEmpty();
    }
    assertCounted(proxy, 1, "408", "rejected");
  }

  @Test
  void headersOfALaterRequestTimeOutToo() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "HEAD_TIMEOUT_MS", "50");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat());
      assertThat(client.read().status()).isEqualTo(200);
      client.send("POST /v1/chat/comp");

      assertRejected(client.read(), 408, "head_too_slow", "not arrive within 50 ms");
      assertThat(client.readRemaining()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("posts")
  void slowBodyTimesOutAndEndsTheConnection(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "BODY_TIMEOUT_MS", "50", "MAX_IN_FLIGHT", "1");
    String request = to(route);
    for (String partialRequest :
        List.of(
            request.substring(0, request.length() - 1),
            request.substring(0, request.length() - 41))) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(partialRequest);

        assertRejected(client.read(), 408, "body_too_slow", "not arrive within 50 ms");
        assertThat(client.readRemaining()).isEmpty();
      }
    }
    assertThat(upstream.peers()).isEmpty();
    assertCounted(proxy, 2, "408", "rejected");
    assertThat(RawClient.request(proxy.port(), request).status())
        .as("the slot is free")
        .isEqualTo(200);
  }

  @Test
  void remainderOfARejectedBodyTimesOut() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "BODY_TIMEOUT_MS", "50", "MAX_BODY_BYTES", "10");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat().substring(0, chat().length() - 1));

      assertRejected(client.read(), 413, "too_large", "10 bytes");
      assertThat(client.readRemaining()).isEmpty();
    }
  }

  @Test
  void longStreamDoesNotTripClientTimeouts() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            "http://127.0.0.1:1",
            "LLM_MODEL",
            "synthetic",
            "HEAD_TIMEOUT_MS",
            "20",
            "BODY_TIMEOUT_MS",
            "20",
            "KEEP_ALIVE_MS",
            "20",
            "WRITE_TIMEOUT_MS",
            "20");
    String body = "{\"model\":\"synthetic\",\"stream\":true,\"frames\":3,\"delay_ms\":100}";
    RawClient.Response response = RawClient.request(proxy.port(), RawClient.chat(body));

    assertThat(response.complete()).isTrue();
    assertThat(response.text()).endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /health", "GET /metrics", "POST /v1/chat/completions"})
  void idleConnectionIsClosedSilently(String before) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "KEEP_ALIVE_MS", "50");
    try (RawClient client = new RawClient(proxy.port())) {
      if (!before.isEmpty()) {
        client.send(to(before));
        assertThat(client.read().status()).isEqualTo(200);
      }
      assertThat(client.readRemaining()).isEmpty();
    }
  }

  @Test
  void connectionBeyondTheMaximumIsClosedUntilAnotherCloses() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "MAX_CONNECTIONS", "2");
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      for (RawClient client : List.of(first, second)) {
        client.send(to("GET /health"));
        assertThat(client.read().status()).isEqualTo(200);
      }
      try (RawClient third = new RawClient(proxy.port())) {
        assertThat(third.readRemaining()).isEmpty();
      }
      second.reset();
      eventually("a connection is accepted", () -> canConnect(proxy));
      first.send(to("GET /health"));
      assertThat(first.read().status()).isEqualTo(200);
    }
  }

  private static boolean canConnect(ProxyUnderTest proxy) {
    try {
      return RawClient.request(proxy.port(), to("GET /health")).status() == 200;
    } catch (IOException e) {
      return false; // The proxy has not seen the other close yet.
    }
  }

  private static void assertRejected(
      RawClient.Response response, int status, String code, String words) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).contains("\"code\":\"" + code + "\"").contains(words);
  }

  @Test
  void requestHasAtMostAHundredHeaders() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    // Host, Content-Type and Content-Length are the others.
    String most = chat("a: b\r\n".repeat(97).strip());
    String more = chat("a: b\r\n".repeat(98).strip());

    assertThat(RawClient.request(proxy.port(), most).status()).isEqualTo(200);
    assertRejected(RawClient.request(proxy.port(), more), 431, "head_too_large", "100 lines");
  }
}
