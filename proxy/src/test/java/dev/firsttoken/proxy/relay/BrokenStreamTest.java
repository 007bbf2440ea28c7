package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.BUFFERED_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broken stream never looks complete, and ends in an error event wherever one can follow. */
class BrokenStreamTest extends ProxyFixture {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LENGTH_100 =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\n";

  /** How an upstream ends its connection. */
  enum Disconnect {
    FIN,
    RST;

    void disconnect(Peer peer) throws IOException {
      if (this == FIN) {
        peer.fin();
        peer.awaitClose();
      } else {
        peer.rst();
      }
    }
  }

  private final Semaphore arrived = new Semaphore(0);

  @ParameterizedTest
  @EnumSource
  void breakBetweenEventsSendsAnErrorEvent(Disconnect how) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(ROLE + HELLO), how));
    assertErrorEvent(proxy, ROLE + HELLO, "upstream_reset");
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @EnumSource
  void breakBeforeTheFirstEventSendsAnErrorEvent(Disconnect how) throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamBreakingAfter(STREAM_HEADERS, how));
    assertErrorEvent(proxy, "", "upstream_reset");
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  @Test
  void unframedBodyResetBetweenEventsEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS_UNTIL_CLOSE + HELLO, Disconnect.RST));
    assertErrorEvent(proxy, HELLO, "upstream_reset");
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choi",
        "data: x\n",
        "event: x\n",
        ": half a comment",
        "data: one\n\ndata: t"
      })
  void breakInsideAnEventOnlyCloses(String half) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(HELLO + half), Disconnect.RST));
    assertOnlyCloses(proxy, STREAM_REQUEST, HELLO + half);
    assertErrors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @EnumSource
  void breakInsideAChunkOnlyClosesEvenAtAnEventBoundary(Disconnect how) throws Exception {
    String cutChunk = "fff\r\n" + HELLO;
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(ROLE) + cutChunk, how));
    assertOnlyCloses(proxy, STREAM_REQUEST, ROLE + HELLO);
  }

  @Test
  void breakBeforeAChunksLineEndOnlyCloses() throws Exception {
    String withoutEnd = chunk(HELLO).substring(0, chunk(HELLO).length() - 2);
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + withoutEnd, Disconnect.RST));
    assertOnlyCloses(proxy, STREAM_REQUEST, HELLO);
  }

  @Test
  void breakInsideASizeLineSendsAnErrorEvent() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(HELLO) + "5", Disconnect.FIN));
    assertErrorEvent(proxy, HELLO, "upstream_reset");
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0\r\n", "0\r\nTrailer: x\r\n"})
  void incompleteLastChunkIsNoEnd(String end) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(HELLO) + end, Disconnect.FIN));
    assertErrorEvent(proxy, HELLO, "upstream_reset");
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @EnumSource
  void streamWithALengthOnlyCloses(Disconnect how) throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamBreakingAfter(LENGTH_100 + HELLO, how));
    assertOnlyCloses(proxy, STREAM_REQUEST, HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100\r\n\r\n{\"a", "Transfer-Encoding: chunked\r\n\r\n"})
  void bufferedResponseOnlyCloses(String headers) throws Exception {
    String response = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers;
    boolean chunked = !response.endsWith("a");
    ProxyUnderTest proxy =
        proxyTo(
            upstreamBreakingAfter(chunked ? response + chunk("{\"a") : response, Disconnect.FIN));
    assertOnlyCloses(proxy, BUFFERED_REQUEST, "{\"a");
  }

  @Test
  void compressedStreamOnlyCloses() throws Exception {
    String headers = STREAM_HEADERS.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(headers + chunk("abc\n\n"), Disconnect.RST));
    assertOnlyCloses(proxy, STREAM_REQUEST, "abc\n\n");
  }

  @Test
  void http10ClientIsResetBecauseACloseWouldEndTheBody() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamBreakingAfter(STREAM_HEADERS + chunk(HELLO), Disconnect.FIN));
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST).replace("HTTP/1.1", "HTTP/1.0"));
      client.readHeaders();
      assertThat(client.readBytes(bytes(HELLO).length)).isEqualTo(bytes(HELLO));
      arrived.release();
      assertThat(isReset(client)).isTrue();
    }
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  @Test
  void silentUpstreamIsA504WithItsTimeout() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamStallingAfter(""), "LLM_FIRST_TOKEN_TIMEOUT_MS", "150");
    RawClient.Response response = requestStream(proxy);
    assertThat(response.status()).isEqualTo(504);
    JsonNode error = JSON.readTree(response.text()).path("error");
    assertThat(error.path("code").textValue()).isEqualTo("timed_out");
    assertThat(error.path("message").textValue()).contains("150 ms");
    assertCounted(proxy, 1, "504", "timed_out");
    assertErrors(proxy, 1, "upstream_timeout");
  }

  @Test
  void silentBufferedResponseIsA504WithItsOwnTimeout() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamStallingAfter(""),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "20",
            "LLM_WHOLE_TIMEOUT_MS",
            "150");
    RawClient.Response response = RawClient.request(proxy.port(), chat(BUFFERED_REQUEST));
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.text()).contains("timed_out").contains("150 ms");
    assertCounted(proxy, 1, "504", "timed_out");
  }

  @Test
  void silenceAfterTheHeadersEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamStallingAfter(STREAM_HEADERS), "LLM_FIRST_TOKEN_TIMEOUT_MS", "2000");
    assertErrorEvent(proxy, "", "timed_out");
    assertCounted(proxy, 1, "504", "timed_out");
  }

  @Test
  void stallBetweenEventsEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamStallingAfter(STREAM_HEADERS + chunk(HELLO)), "LLM_IDLE_TIMEOUT_MS", "150");
    assertErrorEvent(proxy, HELLO, "timed_out");
    assertCounted(proxy, 1, "504", "timed_out");
    assertErrors(proxy, 1, "upstream_timeout");
  }

  @Test
  void stallInsideAnEventOnlyCloses() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamStallingAfter(STREAM_HEADERS + chunk(HELLO + "data: {\"cho")),
            "LLM_IDLE_TIMEOUT_MS",
            "150");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      RawClient.Response response = client.read();
      assertThat(response.complete()).isFalse();
      assertThat(response.text()).isEqualTo(HELLO + "data: {\"cho");
    }
    assertCounted(proxy, 1, "504", "timed_out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"type\":\"response.custom_tool_call_input.delta\",\"delta\":\"x\"}\n\n",
        "data: {\"type\":\"response.image_generation_call.partial_image\"}\n\n",
        "data: {\"type\":\"response.future.delta\",\"delta\":{\"x\":1}}\n\n",
        "data: {\"choices\":[{\"delta\":{\"future\":\"x\"}}]}\n\n",
        "data: {\"token\":{\"text\":\"x\"}}\n\n",
        "data: no JSON\n\n"
      })
  void eventOfAnyKindStartsTheStream(String event) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamStallingAfter(STREAM_HEADERS + chunk(event)),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "60000",
            "LLM_IDLE_TIMEOUT_MS",
            "150");
    assertThat(requestStream(proxy).text()).contains("no further data").contains("150 ms");
    assertCounted(proxy, 1, "504", "timed_out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "data: {\"choices\":[],\"prompt_filter_results\":[{}]}\n\n",
        "data: {\"type\":\"response.created\"}\n\ndata: {\"type\":\"response.in_progress\"}\n\n",
        "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n",
        ": ping\n\ndata: : ping\n\n"
      })
  void preludeStartsNoStream(String prelude) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamStallingAfter(STREAM_HEADERS + chunk(ROLE + prelude)),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "300",
            "LLM_IDLE_TIMEOUT_MS",
            "100");
    assertThat(requestStream(proxy).text()).contains("no first token").contains("300 ms");
    assertCounted(proxy, 1, "504", "timed_out");
  }

  @Test
  void slowStreamIsNotTimedOut() throws Exception {
    int events = 8;
    long gapMillis = 250;
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS);
              for (int i = 0; i < events; i++) {
                peer.send(chunk(HELLO));
                // The gap is what is tested; nothing waits for it.
                assertThat(arrived.tryAcquire(gapMillis, TimeUnit.MILLISECONDS)).isFalse();
              }
              peer.send(chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy =
        proxyTo(
            upstream,
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "1500",
            "LLM_IDLE_TIMEOUT_MS",
            "1500",
            "LLM_WHOLE_TIMEOUT_MS",
            "1500");
    RawClient.Response response = requestStream(proxy);
    assertThat(response.complete()).isTrue();
    assertThat(response.text()).isEqualTo(HELLO.repeat(events) + DONE);
    assertCounted(proxy, 1, "200", "completed");
  }

  /** Disconnects only once the client has everything: an RST would destroy bytes in flight. */
  private ScriptedServer upstreamBreakingAfter(String sent, Disconnect how) {
    return upstreamRunning(
        peer -> {
          peer.readRequest();
          peer.send(sent);
          await(arrived);
          how.disconnect(peer);
        });
  }

  private ScriptedServer upstreamStallingAfter(String sent) {
    return upstreamRunning(
        peer -> {
          peer.readRequest();
          peer.send(sent);
          peer.awaitClose();
        });
  }

  /** Checks that the client receives the body so far and then only the disconnect. */
  private void assertOnlyCloses(ProxyUnderTest proxy, String request, String body)
      throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(request));
      String headers = client.readHeaders();
      assertThat(client.readData(headers, bytes(body).length)).isEqualTo(bytes(body));
      arrived.release();
      assertThat(client.readRemaining()).as("after the body").isIn("", "\r\n");
    }
    assertCounted(proxy, 1, "502", "upstream_failed");
  }

  /**
   * Checks that the client receives the body so far, one error event in its own chunk, and the
   * close.
   */
  private void assertErrorEvent(ProxyUnderTest proxy, String body, String code) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      String headers = client.readHeaders();
      if (!body.isEmpty()) {
        assertThat(client.readData(headers, bytes(body).length)).isEqualTo(bytes(body));
        assertThat(client.readLine()).isEmpty();
      }
      arrived.release();
      String event = new String(client.readChunk(), StandardCharsets.UTF_8);
      assertThat(event).startsWith("data: ").endsWith("\n\n");
      JsonNode error = JSON.readTree(event.substring("data: ".length())).path("error");
      assertThat(error.path("code").textValue()).isEqualTo(code);
      assertThat(error.path("message").textValue()).isNotBlank();
      assertThat(error.has("type") && error.has("param")).isTrue();
      assertThat(client.readRemaining()).as("no [DONE], no zero chunk").isEmpty();
    }
  }

  private static boolean isReset(RawClient client) throws IOException {
    try {
      while (client.readByte() >= 0) {
        // An error event may precede the reset, and may be lost with it.
      }
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
