package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shutdown: new requests are rejected, active ones finish, and late ones are aborted. */
class DrainTest extends ProxyFixture {
  private static final String SHUT_DOWN =
      "{\"error\":{\"message\":\"The proxy shut down before the response was complete; retry"
          + " later.\",\"type\":\"server_error\",\"param\":null,\"code\":\"shut_down\"}}";

  /** More than the kernel buffers for a client that doesn't read. */
  private static final int LARGE_BYTES = 16_777_216;

  private final HeaderScriptedUpstream script = new HeaderScriptedUpstream();

  private final ScriptedServer upstream = upstreamRunning(script::run);

  @Test
  void drainingServerRejectsNewRequestsAndFinishesRunningOnes() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient idle = new RawClient(proxy.port());
        RawClient running = new RawClient(proxy.port())) {
      idle.send(to("GET /health"));
      assertThat(idle.read().status()).isEqualTo(200);
      startStream(running, chat("X-Do: wait amid"));
      Thread end = proxy.stop();
      eventually("not ready", () -> readyStatus(proxy) == 503);

      assertThat(RawClient.request(proxy.port(), to("GET /health/ready")).text())
          .contains("\"reason\":\"draining\"");
      assertThat(RawClient.request(proxy.port(), to("GET /health/live")).status()).isEqualTo(200);
      assertThat(idle.readRemaining()).as("closed").isEmpty();
      for (String route : Requests.routes().toList()) {
        RawClient.Response rejected = RawClient.request(proxy.port(), to(route));
        assertThat(rejected.status()).isEqualTo(503);
        assertThat(rejected.header("connection")).isEqualTo("close");
        assertThat(rejected.header("retry-after")).isEqualTo("1");
        assertThat(rejected.text()).contains("The proxy is shutting down; retry later.");
      }
      script.release(1);
      assertThat(running.readChunk()).asString().isEqualTo(DONE);
      assertThat(running.readChunk()).isEmpty();
      assertThat(running.readRemaining()).as("closed").isEmpty();
      assertThat(end.join(TIMEOUT)).isTrue();
    }
    assertThat(upstream.requests()).hasSize(1);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"completed\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_errors_total", "reason=\"overloaded\""))
        .isEqualTo(Requests.routes().toList().size());
  }

  @Test
  void responseStartedDuringDrainClosesItsConnection() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat("X-Do: wait"));
      eventually("request received", () -> upstream.requests().size() == 1);
      Thread end = proxy.stop();
      eventually("not ready", () -> readyStatus(proxy) == 503);
      script.release(1);
      RawClient.Response response = client.read();

      assertThat(response.complete()).isTrue();
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.readRemaining()).isEmpty();
      assertThat(end.join(TIMEOUT)).isTrue();
    }
  }

  @Test
  void requestWhoseFirstBytesWereReadIsServed() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream);
    String request = chat();
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(request.substring(0, 20));
      eventually("first bytes read", () -> proxy.underway() == 1);
      Thread end = proxy.stop();
      eventually("not ready", () -> readyStatus(proxy) == 503);
      client.send(request.substring(20));
      RawClient.Response response = client.read();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.complete()).isTrue();
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(end.join(TIMEOUT)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"new connection", "kept connection"})
  void requestThatABusyEventLoopHasNotReadIsServed(String connection) throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient kept = new RawClient(proxy.port())) {
      kept.send(to("GET /health"));
      kept.read();
      CountDownLatch released = proxy.blockEventLoops();
      try (RawClient fresh = new RawClient(proxy.port())) {
        RawClient client = connection.startsWith("new") ? fresh : kept;
        client.send(chat());
        Thread end = proxy.stop();
        eventually("draining", proxy::isDraining);
        released.countDown();
        RawClient.Response response = client.read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.complete()).isTrue();
        assertThat(end.join(TIMEOUT)).isTrue();
      }
    }
  }

  @Test
  void streamPastTheDrainTimeoutEndsWithAnErrorEventAndAClose() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    try (RawClient client = new RawClient(proxy.port())) {
      startStream(client, chat("X-Do: stall"));
      assertThat(client.readChunk()).asString().isEqualTo(HELLO);
      proxy.stop();

      assertThat(client.readChunk()).asString().isEqualTo("data: " + SHUT_DOWN + "\n\n");
      assertThat(client.readRemaining()).as("bytes behind the error event").isEmpty();
    }
    assertBrokenOff(proxy);
    assertThat(upstream.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
  }

  @Test
  void syntheticStreamPastTheDrainTimeoutIsAbortedToo() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    String body = "{\"model\":\"synthetic\",\"stream\":true,\"ttft_ms\":600000}";
    try (RawClient client = new RawClient(proxy.port())) {
      startStream(client, RawClient.chat(body));
      proxy.stop();

      assertThat(client.readChunk()).asString().isEqualTo("data: " + SHUT_DOWN + "\n\n");
      assertThat(client.readRemaining()).as("bytes behind the error event").isEmpty();
    }
    assertBrokenOff(proxy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "waiting for a permit"})
  void requestWithoutAResponseReceivesAShutDownError(String how) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstream,
            "DRAIN_TIMEOUT_MS",
            "50",
            "LLM_MAX_CONNECTIONS",
            "1",
            "LLM_POOL_TIMEOUT_MS",
            "60000");
    int requestCount = how.equals("silent") ? 1 : 2;
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chat("X-Do: silent"));
      eventually("request received", () -> upstream.requests().size() == 1);
      if (requestCount == 2) {
        // Silent too, as the first one's permit may pass to it just before the shutdown.
        second.send(chat("X-Do: silent"));
        eventually("pending", () -> proxy.sum("chat_pool_pending") == 1);
      }
      proxy.stop();
      for (RawClient client : List.of(first, second).subList(0, requestCount)) {
        RawClient.Response response = client.read();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEqualTo(SHUT_DOWN);
        assertThat(response.header("connection")).isEqualTo("close");
      }
    }
    assertCounted(proxy, requestCount, "503", "broken_off");
  }

  @Test
  void requestWithAnIncompleteBodyIsRejectedAtTheDrainTimeout() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    String request = chat("Expect: 100-continue");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(request.substring(0, request.length() - 1));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 100");
      proxy.stop();
      RawClient.Response response = client.read();

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.text()).isEqualTo(SHUT_DOWN);
      assertThat(client.readRemaining()).isEmpty();
    }
  }

  /** The request ends before its bytes are sent: they are buffered until the client reads them. */
  @ParameterizedTest
  @ValueSource(strings = {"relayed", "synthetic", "micro"})
  void lastBytesOfAResponseReachASlowClient(String which) throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamRunning(DrainTest::sendLargeResponse));
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          switch (which) {
            case "synthetic" ->
                RawClient.chat(
                    "{\"model\":\"synthetic\",\"frames\":256,\"bytes_per_frame\":65536,\"delay_ms\":0}");
            case "micro" -> to("GET /micro/plain?bytes=" + LARGE_BYTES);
            default -> chat();
          });
      RawClient.Response headers =
          new RawClient.Response(client.readHeaders(), new byte[0], "", true);
      int length = Integer.parseInt(String.valueOf(headers.header("content-length")));
      Thread end = proxy.stop();
      eventually("not ready", () -> readyStatus(proxy) == 503);
      for (int i = 0; i < 200; i++) {
        assertThat(readyStatus(proxy))
            .as("running until the client has read everything")
            .isEqualTo(503);
      }

      assertThat(client.readBytes(length)).hasSize(length);
      assertThat(client.readRemaining()).as("closed").isEmpty();
      assertThat(end.join(TIMEOUT)).isTrue();
    }
  }

  private static void sendLargeResponse(Peer peer) throws IOException {
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE_BYTES + "\r\n\r\n");
    peer.send(new byte[LARGE_BYTES]);
    peer.awaitClose();
  }

  private static void startStream(RawClient client, String request) throws IOException {
    client.send(request);
    assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
    assertThat(client.readChunk()).isNotEmpty();
  }

  private static void assertBrokenOff(ProxyUnderTest proxy) {
    assertCounted(proxy, 1, "503", "broken_off");
    assertErrors(proxy, 1, "internal");
  }

  private static int readyStatus(ProxyUnderTest proxy) {
    try {
      return RawClient.request(proxy.port(), to("GET /health/ready")).status();
    } catch (IOException e) {
      return 0; // The drain closed the connection before the request arrived.
    }
  }
}
