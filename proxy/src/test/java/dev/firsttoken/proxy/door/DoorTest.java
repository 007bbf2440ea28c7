package dev.firsttoken.proxy.door;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
  private static final String ASK = "{\"model\":\"m\",\"stream\":false,\"messages\":[]}";
  private static final String GET_HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int MOST_BODY_BYTES = 10 * 1024 * 1024;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ScriptedServer upstream;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ProxyUnderTest proxy;

  private double countedBefore;

  @BeforeAll
  static void start() {
    upstream =
        ScriptedServer.playing(
            peer -> {
              for (var request = peer.readRequest();
                  request != null;
                  request = peer.readRequest()) {
                String answer = "{\"bytes\":" + request.body().length + "}";
                peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + answer.length()
                        + "\r\n\r\n"
                        + answer);
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

  @org.junit.jupiter.api.BeforeEach
  void count() {
    countedBefore = proxy.sum("chat_requests_total");
  }

  @AfterEach
  void nothingIsLeft() {
    proxy.settle();
  }

  private void counted(String status, int requests) {
    eventually("counted", () -> proxy.sum("chat_requests_total") == countedBefore + requests);
    assertThat(proxy.sum("chat_requests_total", "status=\"" + status + "\"")).isPositive();
  }

  @Test
  void requestsSentTogetherAreAnsweredInTheirOrder() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 20; i++) {
        client.send(GET_HEALTH + chat(ASK) + GET_HEALTH + chat(ASK) + chat(ASK) + GET_HEALTH);

        assertThat(client.read().text()).contains("UP");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("UP");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("bytes");
        assertThat(client.read().text()).contains("UP");
      }
    }
    counted("200", 60);
  }

  @Test
  void requestSentByteByByteIsAnswered() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (byte b : (chat(ASK) + GET_HEALTH).getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {b});
      }
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().text()).contains("UP");
    }
    counted("200", 1);
  }

  @Test
  void manyRequestsPassOverOneConnection() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 200; i++) {
        client.send(i % 2 == 0 ? chat(ASK) : GET_HEALTH);
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    counted("200", 100);
  }

  @Test
  void bodyInChunksIsSentOnWithItsLength() throws Exception {
    String head = chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    RawClient.Answer answer =
        RawClient.ask(
            proxy.port(),
            head + "5\r\n{\"mod\r\n" + "a;x=y\r\nel\":\"m\",\"a\r\n" + "4\r\n\":1}\r\n0\r\n\r\n");

    assertThat(answer.text()).isEqualTo("{\"bytes\":19}");
    counted("200", 1);
  }

  @Test
  void largeBodyWithinTheLimitIsSentOn() throws Exception {
    String json = "{\"model\":\"m\",\"x\":\"" + "y".repeat(2_000_000) + "\"}";
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat(json));

    assertThat(answer.text()).isEqualTo("{\"bytes\":" + json.length() + "}");
    counted("200", 1);
  }

  @Test
  void bodyThatSaysItIsOverTheLimitIsRefusedByItsHead() throws Exception {
    String head = chat("").replace("Content-Length: 0", "Content-Length: " + (MOST_BODY_BYTES + 1));
    refused(head, 413);
  }

  @Test
  void bodyThatGrowsOverTheLimitIsRefusedAndTheConnectionServesOn() throws Exception {
    String mega = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked"));
      for (int i = 0; i < 11; i++) {
        client.send(mega);
      }
      client.send("0\r\n\r\n" + GET_HEALTH);
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.read().text()).contains("UP");
    }
    counted("413", 1);
  }

  @Test
  void clientThatWaitsToBeAskedForItsBodyIsAsked() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      String request = chat(ASK).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
      client.send(request.substring(0, request.length() - ASK.length()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      client.send(ASK);
      assertThat(client.read().status()).isEqualTo(200);
    }
    counted("200", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    RawClient.Answer answer = refused(chat(ASK).replace("POST", method), 405);
    assertThat(answer.header("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Type: text/plain\r\n", "", "Content-Type: application/jsonp\r\n"})
  void bodyThatIsNotSaidToBeJsonIsRefused(String header) throws Exception {
    refused(chat(ASK).replace("Content-Type: application/json\r\n", header), 415);
  }

  @Test
  void mediaTypeMayCarryParameters() throws Exception {
    RawClient.Answer answer =
        RawClient.ask(
            proxy.port(), chat(ASK).replace("application/json", "Application/JSON; charset=utf-8"));
    assertThat(answer.status()).isEqualTo(200);
    counted("200", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{\"model\":1}", "{\"model\":\"m\"", "\"x\""})
  void bodyThatIsNoJsonObjectIsRefused(String body) throws Exception {
    refused(chat(body), 400);
  }

  @Test
  void framingThatTwoReadersCouldReadDifferentlyIsRefused() throws Exception {
    String request =
        chat("{}").replace("Content-Type", "Transfer-Encoding: chunked\r\nContent-Type");
    RawClient.Answer answer = RawClient.ask(proxy.port(), request);
    assertThat(answer.status()).isBetween(400, 499);
  }

  @Test
  void malformedChunkSizeIsNoGoodRequest() throws Exception {
    String head = chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(head + "0x5\r\nhello\r\n0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.readByte()).as("closed: what follows can't be told apart").isEqualTo(-1);
    }
    counted("400", 1);
  }

  @Test
  void headThatIsTooLargeIsRefusedAndItsConnectionClosed() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          chat(ASK).replace("Host: localhost", "Host: localhost\r\nX-Long: " + "y".repeat(20_000)));
      assertThat(client.read().status()).isEqualTo(431);
      assertThat(client.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void clientThatLeavesAmidItsBodyIsCountedOnce() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK).substring(0, chat(ASK).length() - 5));
    }
    counted("499", 1);
  }

  private RawClient.Answer refused(String request, int status) throws IOException {
    RawClient.Answer answer = RawClient.ask(proxy.port(), request);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).startsWith("{\"error\":{\"message\":\"");
    assertThat(answer.header("content-type")).startsWith("application/json");
    counted(Integer.toString(status), 1);
    return answer;
  }
}
