package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timeouts of an upstream, one at a time. All others have their defaults. */
class TimeoutsTest extends ProxyFixture {
  private static final String LIMIT = "50";

  /** Long enough for a response to start on a slow machine. */
  private static final String AMPLE = "2000";

  private static final String ACTIVE = "chat_pool_active{runtime=\"micronaut\"}";

  static List<String> bufferedRoutes() {
    return List.of("POST /v1/embeddings", "GET /v1/models");
  }

  @Test
  void connectTimesOutWithoutASynAck() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, waiting);
      ProxyUnderTest proxy =
          proxyTo("http://127.0.0.1:" + full.getLocalPort(), "LLM_CONNECT_TIMEOUT_MS", LIMIT);
      RawClient.Response response = RawClient.request(proxy.port(), chat());

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("\"code\":\"upstream_connect\"");
      assertCounted(proxy, 1, "502", "upstream_failed");
      assertErrors(proxy, 1, "upstream_connect");
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  /** Connects until the backlog of the server socket is full. */
  private static void fill(ServerSocket listening, List<Socket> waiting) throws IOException {
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()), 200);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  @Test
  void streamOfUnknownEventsCountsAsStarted() throws Exception {
    Semaphore limitPassed = new Semaphore(0);
    String unknown = chunk(Streams.event("{\"type\":\"response.new_kind\",\"x\":1}")).repeat(20);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              Peer.Request request = peer.readRequest();
              if (request != null && request.text().contains("silent")) {
                peer.awaitClose();
                return;
              }
              peer.send(STREAM_HEADERS + unknown);
              limitPassed.acquire();
              peer.send(Streams.END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", AMPLE);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat());
      client.readHeaders();
      client.readChunk();
      // This request starts later, so its timeout expires later.
      String silent = Streams.STREAM_REQUEST.replace("\"model\":\"m\"", "\"model\":\"silent\"");
      assertThat(RawClient.request(proxy.port(), RawClient.chat(silent)).status()).isEqualTo(504);
      limitPassed.release();
      for (int chunk = 2; chunk <= 20; chunk++) {
        assertThat(client.readChunk()).isNotEmpty();
      }
      assertThat(client.readChunk()).isEmpty();
    }
  }

  @Test
  void connectTimesOutWithoutATlsHandshake() throws IOException {
    ScriptedServer silent = upstreamRunning(Peer::awaitClose);
    ProxyUnderTest proxy =
        proxyTo("https://127.0.0.1:" + silent.port(), "LLM_CONNECT_TIMEOUT_MS", LIMIT);
    RawClient.Response response = RawClient.request(proxy.port(), chat());

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).contains("\"code\":\"upstream_tls\"");
    assertErrors(proxy, 1, "upstream_connect");
  }

  @Test
  void missingFirstTokenTimesOut() throws IOException {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", LIMIT);
    RawClient.Response response = RawClient.request(proxy.port(), chat("X-Do: silent"));

    assertTimedOut(response, "The model server sent no first token within 50 ms.");
    assertTimedOut(proxy);
    eventually("disconnected", () -> hasDisconnected(upstream));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ": ping\n\n", "data:\n\n"})
  void headersOrRoleOrPingAreNoFirstToken(String more) throws IOException {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(ROLE));
              peer.send(chunk(ROLE + more));
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", AMPLE);
    RawClient.Response response = RawClient.request(proxy.port(), chat());

    assertBrokenOff(response, "The model server sent no first token within 2000 ms.");
    assertTimedOut(proxy);
  }

  @Test
  void stalledStreamTimesOut() throws IOException {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_IDLE_TIMEOUT_MS", LIMIT);
    RawClient.Response response = RawClient.request(proxy.port(), chat("X-Do: stall"));

    assertThat(response.text()).startsWith(ROLE + HELLO);
    assertBrokenOff(response, "The model server sent no further data within 50 ms.");
    assertTimedOut(proxy);
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @Test
  void endlessStreamHitsTheBackstopTimeout() throws IOException {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(HELLO).repeat(100));
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_BACKSTOP_MS", LIMIT);
    RawClient.Response response = RawClient.request(proxy.port(), chat());

    assertBrokenOff(response, "The model server did not complete its stream within 50 ms.");
    assertTimedOut(proxy);
  }

  @ParameterizedTest
  @MethodSource("bufferedRoutes")
  void bufferedResponseTimesOutBeforeItsHeaders(String route) throws IOException {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_WHOLE_TIMEOUT_MS", LIMIT);
    String request = to(route, "X-Do: silent").replace("true", "null");

    assertTimedOut(
        RawClient.request(proxy.port(), request),
        "The model server did not complete its response within 50 ms.");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_route_requests_total", "status=\"504\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(route.startsWith("GET") ? 0 : 1);
  }

  @Test
  void bufferedResponseIsTruncatedAfterItsHeaders() throws IOException {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"x\"");
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_WHOLE_TIMEOUT_MS", AMPLE);
    RawClient.Response response =
        RawClient.request(proxy.port(), RawClient.chat(Streams.BUFFERED_REQUEST));

    assertThat(response.text()).isEqualTo("{\"x\"");
    assertThat(response.complete()).isFalse();
    assertTimedOut(proxy);
  }

  /** While the stream waits, the timeout of a later request expires. */
  @Test
  void bufferedTimeoutDoesNotApplyToStreams() throws Exception {
    HeaderScriptedUpstream script = new HeaderScriptedUpstream();
    ProxyUnderTest proxy = proxyTo(upstreamRunning(script::run), "LLM_WHOLE_TIMEOUT_MS", LIMIT);
    try (RawClient stream = new RawClient(proxy.port())) {
      stream.send(chat("X-Do: wait"));
      eventually("active", () -> proxy.metric(ACTIVE) == 1);
      String buffered = chat("X-Do: silent").replace("true", "null");
      assertThat(RawClient.request(proxy.port(), buffered).status()).isEqualTo(504);
      script.release(1);

      assertThat(stream.read().complete()).isTrue();
    }
  }

  @Test
  void streamTimeoutsDoNotApplyToBufferedResponses() throws Exception {
    HeaderScriptedUpstream script = new HeaderScriptedUpstream();
    ProxyUnderTest proxy =
        proxyTo(
            upstreamRunning(script::run),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            LIMIT,
            "LLM_IDLE_TIMEOUT_MS",
            LIMIT,
            "LLM_BACKSTOP_MS",
            LIMIT);
    try (RawClient buffered = new RawClient(proxy.port())) {
      buffered.send(chat("X-Do: wait").replace("true", "null"));
      eventually("active", () -> proxy.metric(ACTIVE) == 1);
      assertThat(RawClient.request(proxy.port(), chat("X-Do: silent")).status()).isEqualTo(504);
      script.release(1);

      assertThat(buffered.read().complete()).isTrue();
    }
  }

  private static boolean hasDisconnected(ScriptedServer upstream) {
    try {
      // The proxy may give up before the upstream has accepted its connection.
      return !upstream.peers().isEmpty()
          && upstream.peers().getFirst().awaitDisconnect(java.time.Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertTimedOut(RawClient.Response response, String expected) {
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.text())
        .isEqualTo(
            "{\"error\":{\"message\":\"%s\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"timed_out\"}}"
                .formatted(expected));
  }

  private static void assertBrokenOff(RawClient.Response response, String expected) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text())
        .endsWith(
            "data: {\"error\":{\"message\":\"%s\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"timed_out\"}}\n\n"
                .formatted(expected))
        .doesNotContain("[DONE]");
    assertThat(response.complete()).isFalse();
  }

  private static void assertTimedOut(ProxyUnderTest proxy) {
    assertCounted(proxy, 1, "504", "timed_out");
    assertErrors(proxy, 1, "upstream_timeout");
  }
}
