package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is held back: each part reaches the client before the upstream sends the next. */
class FlushTest extends ProxyFixture {
  private static final int EVENTS = 50;

  private final Semaphore arrived = new Semaphore(0);

  @ParameterizedTest
  @ValueSource(strings = {"text/event-stream", "Text/Event-Stream; charset=utf-8"})
  void headersArriveBeforeTheFirstTokenIsSent(String contentType) throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS.replace("text/event-stream", contentType));
              await(arrived);
              peer.send(chunk(event("[DONE]")) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      Peer.Request headers = new Peer.Request(client.readHeaders(), new byte[0]);
      arrived.release();
      assertThat(headers.header("content-type")).isEqualTo(contentType);
      assertThat(headers.header("cache-control")).isEqualTo("no-cache");
      assertThat(headers.header("x-accel-buffering")).isEqualTo("no");
      assertThat(client.readChunk()).isEqualTo(bytes(event("[DONE]")));
    }
  }

  @Test
  void eachChunkArrivesBeforeTheNextIsSent() throws Exception {
    assertArrivesStepByStep(STREAM_HEADERS, chunk(event("30 bytes, or not many more")), "HTTP/1.1");
  }

  @Test
  void eachWriteOfAnUnframedBodyArrivesBeforeTheNextIsSent() throws Exception {
    assertArrivesStepByStep(
        STREAM_HEADERS_UNTIL_CLOSE, event("30 bytes, or not many more"), "HTTP/1.1");
  }

  @Test
  void eachChunkArrivesAtAnHttp10ClientBeforeTheNextIsSent() throws Exception {
    assertArrivesStepByStep(STREAM_HEADERS, chunk(event("30 bytes, or not many more")), "HTTP/1.0");
  }

  @Test
  void halfAnEventArrivesBeforeItsOtherHalfIsSent() throws Exception {
    assertArrivesStepByStep(
        STREAM_HEADERS, chunk("data: half of an ") + chunk("event\n"), "HTTP/1.1");
  }

  @Test
  void halfAChunkArrivesBeforeItsOtherHalfIsSent() throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + "a\r\n01234");
              await(arrived);
              peer.send("56789\r\n" + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      client.readHeaders();
      assertThat(client.readLine()).isEqualTo("a");
      assertThat(client.readBytes(5)).isEqualTo(bytes("01234"));
      arrived.release();
      assertThat(client.readBytes(5)).isEqualTo(bytes("56789"));
    }
  }

  /** Sends each part only after the previous one has reached the client. */
  private void assertArrivesStepByStep(String headers, String part, String version)
      throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(headers);
              for (int i = 0; i < EVENTS; i++) {
                peer.send(part);
                await(arrived);
              }
              if (headers.equals(STREAM_HEADERS)) {
                peer.send(END);
              }
              peer.fin();
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    boolean chunked = version.equals("HTTP/1.1");
    String expected =
        chunked == headers.equals(STREAM_HEADERS) ? part : chunked ? chunk(part) : data(part);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST).replace("HTTP/1.1", version));
      client.readHeaders();
      for (int i = 0; i < EVENTS; i++) {
        assertThat(client.readBytes(bytes(expected).length)).isEqualTo(bytes(expected));
        arrived.release();
      }
      assertThat(client.readByte()).isEqualTo(chunked ? '0' : -1);
    }
  }

  private static String data(String oneChunk) {
    String line = oneChunk.lines().findFirst().orElseThrow();
    return oneChunk.substring(line.length() + 2, oneChunk.length() - 2);
  }
}
