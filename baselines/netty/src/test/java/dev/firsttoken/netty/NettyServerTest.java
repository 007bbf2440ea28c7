package dev.firsttoken.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections and buffers, which the contract suite does not see. Each test frees all buffers. */
@Timeout(20)
class NettyServerTest {
  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String METRICS = HEALTH.replace("health", "metrics");
  private static final String ENDLESS =
      "\"delay_ms\":0,\"frames\":100000,\"bytes_per_frame\":65536";

  private LeakWatch watch;
  private NettyServer server;

  @BeforeEach
  void start() {
    watch = LeakWatch.start();
    server = new NettyServer(ServerSettings.read(Map.of("PORT", "0")));
  }

  @AfterEach
  void stop() {
    server.stop();
    watch.close();
  }

  private int port() {
    return server.address().getPort();
  }

  private void awaitCounted(String status) throws IOException {
    awaitSeries("status=\"" + status + "\"} 1.0\n");
  }

  private void awaitInFlight() throws IOException {
    awaitSeries("chat_in_flight{model=\"synthetic\",runtime=\"netty\"} 1.0\n");
  }

  private void awaitSeries(String series) throws IOException {
    while (!RawClient.request(port(), METRICS).text().contains(series)) {
      assertThat(Thread.interrupted()).as("timed out waiting for " + series).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stream\":true,\"delay_ms\":60000,\"reasoning_frames\":5,\"stamp\":true",
        "\"stream\":true," + ENDLESS,
        "\"stream\":true,\"stamp\":true," + ENDLESS,
        ENDLESS
      })
  void clientThatLeavesFreesEverything(String fields) throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(RawClient.chat("{" + fields + "}"));
      client.readHeaders();
      client.reset();
    }

    awaitCounted("499");
  }

  @Test
  void framesThatWereSentBeforeTheClientLeftAreCounted() throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(RawClient.chat("{\"stream\":true,\"delay_ms\":60000}"));
      client.readHeaders();
      client.readChunk(); // The role.
      client.readChunk();
    }

    awaitCounted("499");
    awaitSeries("chat_tokens_total{model=\"synthetic\",runtime=\"netty\"} 1.0\n");
  }

  @Test
  void clientThatLeavesBeforeTheHeadersFreesEverything() throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(RawClient.chat("{\"ttft_ms\":600000}") + HEALTH);
      client.reset();
    }

    awaitCounted("499");
  }

  @Test
  void requestsSentAheadAreServedInTheirOrder() throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(
          (RawClient.chat("{\"frames\":2,\"delay_ms\":1}")
                  + RawClient.chat("{\"frames\":-1}")
                  + HEALTH
                  + RawClient.chat("{\"frames\":0}").replace("POST", "PUT"))
              .repeat(300));

      for (int i = 0; i < 300; i++) {
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.read().text()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(client.read().status()).isEqualTo(405);
      }
    }
  }

  @Test
  void clientThatClosesAfterItsRequestsIsNotServedOn() throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(RawClient.chat("{\"frames\":2,\"delay_ms\":20}").repeat(2));
      assertThat(client.read().status()).isEqualTo(200);
    }

    awaitCounted("499");
  }

  @Test
  void streamForHttp10HasNoFramingAndEndsTheConnection() throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(RawClient.chat("{\"stream\":true,\"frames\":1}").replace("1.1", "1.0"));

      assertThat(client.readHeaders()).doesNotContain("transfer-encoding");
      assertThat(client.readRemaining()).startsWith("data: {").endsWith("\n\ndata: [DONE]\n\n");
    }
  }

  @Test
  void restOfARejectedRequestIsDiscarded() throws IOException {
    String request = RawClient.chat("{\"frames\":1}").replace("application/json", "text/plain");
    try (RawClient client = new RawClient(port())) {
      client.send(request.substring(0, request.length() - 5));
      assertThat(client.read().status()).isEqualTo(415);
      client.send(request.substring(request.length() - 5) + HEALTH);

      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
            + "\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
      })
  void malformedRequestIsRejectedAndCounted(String request) throws IOException {
    assertThat(RawClient.request(port(), request).status()).isEqualTo(400);

    awaitCounted("400");
  }

  @Test
  void headersBeyondTheLimitAreRejected() throws IOException {
    String request = HEALTH.replace("localhost", "a".repeat(20_000));

    assertThat(RawClient.request(port(), request).status()).isEqualTo(431);
  }

  @Test
  void bodyInAContentCodingIsRejected() throws IOException {
    String request = RawClient.chat("{}").replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");

    assertThat(RawClient.request(port(), request).status()).isEqualTo(415);
  }

  @Test
  void responseThatHasNotBegunAtTheShutdownIsAnError() throws IOException {
    try (RawClient idle = new RawClient(port());
        RawClient waiting = new RawClient(port())) {
      idle.send(HEALTH);
      idle.read();
      waiting.send(RawClient.chat("{\"ttft_ms\":600000}"));
      awaitInFlight();
      server.stop();

      assertThat(idle.readByte()).isEqualTo(-1);
      assertThat(waiting.read().status()).isEqualTo(503);
    }
  }

  @Test
  void portThatIsTakenIsOneSentence() {
    String port = Integer.toString(port());

    assertThatThrownBy(() -> new NettyServer(ServerSettings.read(Map.of("PORT", port))))
        .hasMessageStartingWith("The server can't listen on 127.0.0.1:" + port);
  }
}
