package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An ambiguous response could hide a second one, which another client's request would receive. Such
 * a response is rejected or truncated, and no byte of one response ever appears in another.
 */
class ResponseSmugglingTest extends ProxyFixture {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** The response that an attacker wants the next request to receive. */
  private static final String SMUGGLED = jsonResponse("{\"smuggled\":true}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: 5,6",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: five",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "A: b\nB: c",
        "A: b\rB: c",
        "A: b\0c",
        "nocolon",
        ": b",
      })
  void ambiguousHeadersAreA502(String headers) throws Exception {
    assertRejected(OK + "Content-Type: application/json\r\n" + headers + "\r\n\r\nhello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n101 Switching\r\n\r\n",
        "garbage\r\n\r\n",
      })
  void invalidResponseIsA502(String bytes) throws Exception {
    assertRejected(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5\r\nhello\r\n",
        "+5\r\nhello\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5\nhello\r\n",
        "5\r\r\nhello\r\n",
        "\r\nhello\r\n",
        ";x\r\nhello\r\n",
        "g\r\n",
        "5;a\nb\r\nhello\r\n",
        "5;a\rb\r\nhello\r\n",
        "5;a\0b\r\nhello\r\n",
        "100000000\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "10000000000000005\r\nhello\r\n",
      })
  void invalidChunkSizeTruncatesTheResponse(String chunk) throws Exception {
    String passed = truncatedBody(chunk + END);
    assertThat(passed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\n", "\n", "\r\r\n", "6\r\nx"})
  void chunkWithAWrongSizeTruncatesTheResponse(String end) throws Exception {
    assertThat(truncatedBody("5\r\nhello" + end)).startsWith("5\r\nhello").hasSizeLessThan(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\n\n",
        "0\r\n\n",
        "0;a\nb\r\n\r\n",
        "0\r\nnocolon\r\n\r\n",
        "0\r\nA: b\nB: c\r\n\r\n",
        "0\r\nA: b\rB: c\r\n\r\n",
        "0\r\nA: b\0\r\n\r\n",
        "0\r\n: b\r\n\r\n",
      })
  void invalidLastChunkTruncatesTheResponse(String end) throws Exception {
    assertThat(truncatedBody(end)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        STREAM_HEADERS + "5\r\nhello\r\n" + END,
        OK + "Content-Type: text/event-stream\r\nContent-Length: 5\r\n\r\nhello",
        OK + "Content-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
      })
  void bytesAfterAResponseAreNotTheNextResponse(String response) throws Exception {
    ScriptedServer upstream = upstreamRespondingFirst(response + SMUGGLED);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      String head = client.readHeaders();
      assertThat(head).doesNotContain("smuggled");
      if (response.contains("chunked")) {
        assertThat(client.readData(head, 5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(client.readLine() + client.readLine() + client.readLine()).isEqualTo("0");
      } else if (response.contains("200") && response.endsWith("hello")) {
        assertThat(client.readBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
      }
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(upstream.peers()).hasSize(2);
    assertThat(upstream.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
  }

  @Test
  void unrequestedResponseClosesTheIdleConnection() throws Exception {
    Semaphore read = new Semaphore(0);
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              boolean first = connections.getAndIncrement() == 0;
              peer.readRequest();
              peer.send(STREAM);
              if (first) {
                await(read);
                peer.send(SMUGGLED);
              }
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
      read.release();
      assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A: b\r\n c: d\r\n", "X-A: b\r\n\tc\r\n", " X-A: b\r\n"})
  void foldedHeaderIsRejected(String folded) throws Exception {
    assertRejected(OK + folded + "Content-Length: 2\r\n\r\n{}");
  }

  /** RFC 9112 §5.1 requires it of a proxy: the next reader may take such a name for another. */
  @Test
  void whitespaceBeforeAColonIsRemoved() throws Exception {
    String length = OK + "Content-Length : 2\r\nX-A\t: b\r\n\r\n{}" + SMUGGLED;
    RawClient.Response response = requestStream(proxyTo(upstreamResponding(length)));
    assertThat(response.text()).isEqualTo("{}");
    assertThat(response.headers())
        .containsIgnoringCase("\r\nX-A: b\r\n")
        .doesNotContain(" :", "\t:");
    RawClient.Response chunked =
        requestStream(proxyTo(upstreamResponding(STREAM_HEADERS + "0\r\nX-T : 1\r\n\r\n")));
    assertThat(chunked.trailers()).isEqualToIgnoringCase("X-T: 1\r\n");
    String chunks = OK + "Transfer-Encoding : chunked\r\n\r\n" + chunk("hello") + END;
    assertThat(requestStream(proxyTo(upstreamResponding(chunks))).text()).isEqualTo("hello");
  }

  @Test
  void trailersCanNotSetTheResponseLength() throws Exception {
    String trailers = "Content-Length: 0\r\nTransfer-Encoding: identity\r\nX-T: 1\r\n";
    RawClient.Response response =
        requestStream(
            proxyTo(
                upstreamResponding(STREAM_HEADERS + chunk(HELLO) + "0\r\n" + trailers + "\r\n")));
    assertThat(response.complete()).isTrue();
    assertThat(response.text()).isEqualTo(HELLO);
    assertThat(response.trailers()).isEqualToIgnoringCase("X-T: 1\r\n");
  }

  @Test
  void interimResponseIsNotTheFinalResponse() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\nContent-Length: 17\r\n\r\n";
    RawClient.Response response = requestStream(proxyTo(upstreamResponding(interim + STREAM)));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(BODY);
  }

  /**
   * Checks that the response is rejected, that both connections close, and that the next request
   * receives its own response.
   */
  private void assertRejected(String response) throws Exception {
    ScriptedServer upstream = upstreamRespondingFirst(response + SMUGGLED);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      RawClient.Response rejection = client.read();
      assertThat(rejection.status()).isEqualTo(502);
      assertThat(rejection.text()).contains("\"code\":\"upstream_reset\"");
      assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
      assertThat(rejection.header("connection")).isEqualTo("close");
      assertThat(client.readRemaining()).isEmpty();
    }
    assertNextIsComplete(proxy, upstream);
  }

  /** Returns the part of a truncated chunked body that reaches the client before the close. */
  private String truncatedBody(String body) throws Exception {
    // Not an event stream, to which the proxy would append an error event.
    String headers = STREAM_HEADERS.replace("text/event-stream", "application/json");
    ScriptedServer upstream = upstreamRespondingFirst(headers + body + SMUGGLED);
    ProxyUnderTest proxy = proxyTo(upstream);
    String received;
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      client.readHeaders();
      received = client.readRemaining();
    }
    assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
    assertNextIsComplete(proxy, upstream);
    return received;
  }

  private static void assertNextIsComplete(ProxyUnderTest proxy, ScriptedServer upstream)
      throws Exception {
    assertThat(requestStream(proxy).text()).isEqualTo(BODY);
    assertThat(upstream.peers()).hasSize(2);
    proxy.awaitIdle();
    assertErrors(proxy, 1, "upstream_reset");
    assertThat(proxy.sum("chat_requests_total", "status=\"502\"")).isEqualTo(1);
  }

  /**
   * An upstream that sends this response on its first connection, and a valid one on all others.
   */
  private ScriptedServer upstreamRespondingFirst(String response) {
    AtomicInteger connections = new AtomicInteger();
    return upstreamRunning(
        peer -> {
          boolean first = connections.getAndIncrement() == 0;
          peer.readRequest();
          peer.send((first ? response : STREAM).getBytes(StandardCharsets.UTF_8));
          peer.awaitClose();
        });
  }
}
