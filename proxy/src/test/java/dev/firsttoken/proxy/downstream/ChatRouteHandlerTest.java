package dev.firsttoken.proxy.downstream;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRouteHandlerTest {
  private static final String CHAT_BODY = "{\"model\":\"m\",\"stream\":false,\"messages\":[]}";
  private static final String GET_HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ScriptedServer upstream;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ProxyUnderTest proxy;

  private double requestsBefore;

  @BeforeAll
  static void start() {
    upstream =
        ScriptedServer.running(
            peer -> {
              for (var request = peer.readRequest();
                  request != null;
                  request = peer.readRequest()) {
                String response = "{\"bytes\":" + request.body().length + "}";
                peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + response.length()
                        + "\r\n\r\n"
                        + response);
              }
            });
    proxy = ProxyUnderTest.relayingTo(upstream.baseUrl());
  }

  @AfterAll
  static void stop() {
    proxy.close();
    upstream.close();
    assertThat(upstream.failures()).isEmpty();
  }

  @BeforeEach
  void readRequestCount() {
    requestsBefore = proxy.sum("chat_requests_total");
  }

  @AfterEach
  void awaitIdle() {
    proxy.awaitIdle();
  }

  private void assertCounted(String status, int requests) {
    eventually("counted", () -> proxy.sum("chat_requests_total") == requestsBefore + requests);
    assertThat(proxy.sum("chat_requests_total", "status=\"" + status + "\"")).isPositive();
  }

  @Test
  void responsesToPipelinedRequestsAreInTheirOrder() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 20; i++) {
        client.send(
            GET_HEALTH
                + chat(CHAT_BODY)
                + GET_HEALTH
                + chat(CHAT_BODY)
                + chat(CHAT_BODY)
                + GET_HEALTH);

        assertThat(client.read().text()).contains("UP");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("UP");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("UP");
      }
    }
    assertCounted("200", 60);
  }

  @Test
  void requestSentByteByByteGetsItsResponse() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (byte b : (chat(CHAT_BODY) + GET_HEALTH).getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {b});
      }
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().text()).contains("UP");
    }
    assertCounted("200", 1);
  }

  @Test
  void manyRequestsShareOneConnection() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 200; i++) {
        client.send(i % 2 == 0 ? chat(CHAT_BODY) : GET_HEALTH);
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    assertCounted("200", 100);
  }

  @Test
  void chunkedBodyIsForwardedWithItsLength() throws Exception {
    String headers = chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    RawClient.Response response =
        RawClient.request(
            proxy.port(),
            headers
                + "5\r\n{\"mod\r\n"
                + "a;x=y\r\nel\":\"m\",\"a\r\n"
                + "4\r\n\":1}\r\n0\r\n\r\n");

    assertThat(response.text()).isEqualTo("{\"bytes\":19}");
    assertCounted("200", 1);
  }

  @Test
  void largeBodyWithinTheLimitIsForwarded() throws Exception {
    String json = "{\"model\":\"m\",\"x\":\"" + "y".repeat(2_000_000) + "\"}";
    RawClient.Response response = RawClient.request(proxy.port(), chat(json));

    assertThat(response.text()).isEqualTo("{\"bytes\":" + json.length() + "}");
    assertCounted("200", 1);
  }

  @Test
  void bodyOverTheLimitIsRejectedByItsContentLength() throws Exception {
    String headers =
        chat("").replace("Content-Length: 0", "Content-Length: " + (MAX_BODY_BYTES + 1));
    assertRejected(headers, 413);
  }

  @Test
  void bodyThatGrowsOverTheLimitIsRejectedAndTheConnectionStaysOpen() throws Exception {
    String chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked"));
      for (int i = 0; i < 11; i++) {
        client.send(chunk);
      }
      client.send("0\r\n\r\n" + GET_HEALTH);
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.read().text()).contains("UP");
    }
    assertCounted("413", 1);
  }

  @Test
  void clientThatExpectsContinueReceivesIt() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      String request = chat(CHAT_BODY).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
      client.send(request.substring(0, request.length() - CHAT_BODY.length()));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 100");
      client.send(CHAT_BODY);
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertCounted("200", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    RawClient.Response response = assertRejected(chat(CHAT_BODY).replace("POST", method), 405);
    assertThat(response.header("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Type: text/plain\r\n", "", "Content-Type: application/jsonp\r\n"})
  void bodyWithoutAJsonContentTypeIsRejected(String header) throws Exception {
    assertRejected(chat(CHAT_BODY).replace("Content-Type: application/json\r\n", header), 415);
  }

  @Test
  void mediaTypeMayCarryParameters() throws Exception {
    RawClient.Response response =
        RawClient.request(
            proxy.port(),
            chat(CHAT_BODY).replace("application/json", "Application/JSON; charset=utf-8"));
    assertThat(response.status()).isEqualTo(200);
    assertCounted("200", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{\"model\":1}", "{\"model\":\"m\"", "\"x\""})
  void bodyThatIsNoJsonObjectIsRejected(String body) throws Exception {
    assertRejected(chat(body), 400);
  }

  @Test
  void ambiguousFramingIsRejected() throws Exception {
    String request =
        chat("{}").replace("Content-Type", "Transfer-Encoding: chunked\r\nContent-Type");
    RawClient.Response response = RawClient.request(proxy.port(), request);
    assertThat(response.status()).isBetween(400, 499);
  }

  @Test
  void malformedChunkSizeIsABadRequest() throws Exception {
    String headers = chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(headers + "0x5\r\nhello\r\n0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.readByte())
          .as("closed, as the next request has no known start")
          .isEqualTo(-1);
    }
    assertCounted("400", 1);
  }

  @Test
  void tooLargeHeadersAreRejectedAndTheConnectionIsClosed() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          chat(CHAT_BODY)
              .replace("Host: localhost", "Host: localhost\r\nX-Long: " + "y".repeat(20_000)));
      assertThat(client.read().status()).isEqualTo(431);
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void clientThatDisconnectsDuringItsBodyIsCountedOnce() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(CHAT_BODY).substring(0, chat(CHAT_BODY).length() - 5));
    }
    assertCounted("499", 1);
  }

  private RawClient.Response assertRejected(String request, int status) throws IOException {
    RawClient.Response response = RawClient.request(proxy.port(), request);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).startsWith("{\"error\":{\"message\":\"");
    assertThat(response.header("content-type")).startsWith("application/json");
    assertCounted(Integer.toString(status), 1);
    return response;
  }
}
