package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Duties of a relay. Each test starts one in front of an upstream of its own. */
@ParameterizedClass
@MethodSource("dev.firsttoken.baselines.Servers#relayNames")
class RelayIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final String FIRST = "data: {\"first\":1}\n\n";
  private static final String SECOND = "data: {\"second\":\"été ✓\"}\n\n";
  private static final String REQUEST =
      RawClient.chat("{\"model\":\"m\",\"stream\":true,\"messages\":[]}");

  private final String name;

  RelayIT(String name) {
    this.name = name;
  }

  @Test
  void firstEventArrivesBeforeTheSecondIsSent() throws IOException {
    CountDownLatch firstArrived = new CountDownLatch(1);
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) -> {
                  peer.send(HealthyUpstream.SSE_HEADERS);
                  peer.send(HealthyUpstream.chunk(FIRST));
                  await(firstArrived);
                  peer.send(HealthyUpstream.chunk(SECOND) + HealthyUpstream.LAST_CHUNK);
                });
        TestServer relay = Servers.startRelay(name, upstream.url());
        RawClient client = new RawClient(relay.port())) {
      client.send(REQUEST);
      String headers = client.readHeaders();
      assertThat(headers).startsWith("HTTP/1.1 200").containsIgnoringCase("text/event-stream");
      assertThat(client.readData(headers, FIRST.length())).asString().isEqualTo(FIRST);
      firstArrived.countDown();

      int length = SECOND.getBytes(StandardCharsets.UTF_8).length;
      client.readLine();
      assertThat(client.readData(headers, length)).asString().isEqualTo(SECOND);
    }
  }

  @Test
  @Tag("long")
  void streamHasTheBytesOfTheUpstream() throws IOException {
    StringBuilder body = new StringBuilder(": comment\r\n\r\n");
    StringBuilder response = new StringBuilder(HealthyUpstream.SSE_HEADERS);
    response.append(HealthyUpstream.chunk(body.toString()));
    for (int i = 0; i < 1000; i++) {
      String event = "data: {\"i\":%d,\"text\":\"%s\"}\n\n".formatted(i, "é".repeat(i));
      response.append(HealthyUpstream.chunk(event));
      body.append(event);
    }
    response.append(HealthyUpstream.LAST_CHUNK);
    try (HealthyUpstream upstream =
            HealthyUpstream.serving((peer, request) -> peer.send(response.toString()));
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      RawClient.Response relayed = RawClient.request(relay.port(), REQUEST);

      assertThat(relayed.complete()).isTrue();
      assertThat(relayed.text()).isEqualTo(body.toString());
    }
  }

  @Test
  @Tag("long")
  void syntheticStreamHasTheBytesOfTheServerBehind() throws IOException {
    int upstream = Servers.port("express");
    String request =
        RawClient.chat(
            "{\"model\":\"m\",\"stream\":true,\"frames\":100,\"delay_ms\":1,\"messages\":[]}");
    try (TestServer relay = Servers.startRelay(name, URI.create("http://127.0.0.1:" + upstream))) {
      assertThat(SameBytesIT.body(relay.port(), request))
          .isEqualTo(SameBytesIT.body(upstream, request))
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  @Tag("long")
  void connectionsToTheUpstreamAreKept() throws IOException {
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) ->
                    peer.send(
                        HealthyUpstream.SSE_HEADERS
                            + HealthyUpstream.chunk(FIRST)
                            + HealthyUpstream.LAST_CHUNK));
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      for (int i = 0; i < 100; i++) {
        assertThat(RawClient.request(relay.port(), REQUEST).text()).isEqualTo(FIRST);
      }

      // A client may send its next request before the relay has the connection back.
      assertThat(upstream.connections()).isLessThan(10);
    }
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(booleans = {true, false})
  void clientThatLeavesAStreamEndsTheRequestToTheUpstream(boolean reset)
      throws IOException, InterruptedException {
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) -> {
                  peer.send(HealthyUpstream.SSE_HEADERS);
                  peer.send(HealthyUpstream.chunk(FIRST));
                  peer.awaitClose();
                });
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      try (RawClient client = new RawClient(relay.port())) {
        client.send(REQUEST);
        client.readData(client.readHeaders(), FIRST.length());
        if (reset) {
          client.reset();
        }
      }

      assertThat(upstream.lastPeer().awaitDisconnect(ContractTestBase.TIMEOUT)).isTrue();
    }
  }

  @Test
  @Tag("long")
  void clientThatLeavesBeforeTheResponseEndsTheRequestToTheUpstream()
      throws IOException, InterruptedException {
    CountDownLatch received = new CountDownLatch(1);
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) -> {
                  received.countDown();
                  peer.awaitClose();
                });
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      try (RawClient client = new RawClient(relay.port())) {
        client.send(REQUEST);
        await(received);
      }

      assertThat(upstream.lastPeer().awaitDisconnect(ContractTestBase.TIMEOUT)).isTrue();
    }
  }

  @Test
  @Tag("long")
  void streamThatIsCutDoesNotLookComplete() throws IOException {
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) -> {
                  peer.send(HealthyUpstream.SSE_HEADERS);
                  peer.send(HealthyUpstream.chunk(FIRST));
                  peer.rst();
                });
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      assertThat(RawClient.request(relay.port(), REQUEST).complete()).isFalse();
    }
  }

  @Test
  @Tag("long")
  void refusedConnectionIsAnErrorOfTheGateway() throws IOException {
    try (HealthyUpstream upstream = HealthyUpstream.serving((peer, request) -> {});
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      upstream.shutDown();

      assertThat(RawClient.request(relay.port(), REQUEST).status()).isIn(502, 503);
    }
  }

  @Test
  @Tag("long")
  void largeRequestArrivesWhole() throws IOException {
    String json =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted("0123456789abcde\\n".repeat(MEBIBYTE / 17));
    try (HealthyUpstream upstream =
            HealthyUpstream.serving((peer, request) -> peer.send(HealthyUpstream.json("{}")));
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      RawClient.Response response = RawClient.request(relay.port(), RawClient.chat(json));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("{}");
      assertThat(upstream.lastRequest().text()).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"/v1/chat/completions", "/api/chat/completions"})
  void pathStatusAndHeadersAreRelayed(String path) throws IOException {
    try (HealthyUpstream upstream =
            HealthyUpstream.serving(
                (peer, request) ->
                    peer.send(
                        HealthyUpstream.json("{\"error\":{}}")
                            .replace("200 OK", "429 Too Many Requests\r\nRetry-After: 7")));
        TestServer relay = Servers.startRelay(name, upstream.url())) {
      RawClient.Response response =
          RawClient.request(relay.port(), REQUEST.replace("/v1/chat/completions", path));

      assertThat(response.status()).isEqualTo(429);
      assertThat(response.header("retry-after")).isEqualTo("7");
      assertThat(response.header("content-type")).isEqualTo("application/json");
      assertThat(response.text()).isEqualTo("{\"error\":{}}");
      assertThat(upstream.lastRequest().headers()).contains("/chat/completions HTTP/1.1");
      assertThat(upstream.lastRequest().header("host")).isEqualTo(upstream.url().getAuthority());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(ContractTestBase.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
