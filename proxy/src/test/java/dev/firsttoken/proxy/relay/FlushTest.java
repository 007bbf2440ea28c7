package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HEAD_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Nothing is held back: each part is at the client before the upstream sends the next. */
class FlushTest extends Relaying {
  private static final int EVENTS = 50;

  private final Semaphore arrived = new Semaphore(0);

  @Test
  void headArrivesBeforeTheFirstTokenIsSent() throws Exception {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD);
              await(arrived);
              peer.send(chunk(event("[DONE]")) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      Peer.Request head = new Peer.Request(client.readHead(), new byte[0]);
      arrived.release();
      assertThat(head.header("content-type")).isEqualTo("text/event-stream");
      assertThat(head.header("cache-control")).isEqualTo("no-cache");
      assertThat(head.header("x-accel-buffering")).isEqualTo("no");
      assertThat(client.readChunk()).isEqualTo(bytes(event("[DONE]")));
    }
  }

  @Test
  void eachChunkArrivesBeforeTheNextIsSent() throws Exception {
    stepByStep(HEAD, chunk(event("30 bytes, or not many more")), "HTTP/1.1");
  }

  @Test
  void eachPieceOfABodyWithoutFramingArrivesBeforeTheNextIsSent() throws Exception {
    stepByStep(HEAD_UNTIL_CLOSE, event("30 bytes, or not many more"), "HTTP/1.1");
  }

  @Test
  void eachChunkArrivesAtAClientOnHttp10BeforeTheNextIsSent() throws Exception {
    stepByStep(HEAD, chunk(event("30 bytes, or not many more")), "HTTP/1.0");
  }

  @Test
  void halfAnEventArrivesBeforeItsOtherHalfIsSent() throws Exception {
    stepByStep(HEAD, chunk("data: half of an ") + chunk("event\n"), "HTTP/1.1");
  }

  @Test
  void halfAChunkArrivesBeforeItsOtherHalfIsSent() throws Exception {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + "a\r\n01234");
              await(arrived);
              peer.send("56789\r\n" + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      client.readHead();
      assertThat(client.readLine()).isEqualTo("a");
      assertThat(client.readBytes(5)).isEqualTo(bytes("01234"));
      arrived.release();
      assertThat(client.readBytes(5)).isEqualTo(bytes("56789"));
    }
  }

  /** Sends the same piece again and again, each once the one before has arrived. */
  private void stepByStep(String head, String piece, String version) throws Exception {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(head);
              for (int i = 0; i < EVENTS; i++) {
                peer.send(piece);
                await(arrived);
              }
              if (head.equals(HEAD)) {
                peer.send(END);
              }
              peer.fin();
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    boolean chunked = version.equals("HTTP/1.1");
    String arriving = chunked == head.equals(HEAD) ? piece : chunked ? chunk(piece) : data(piece);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK).replace("HTTP/1.1", version));
      client.readHead();
      for (int i = 0; i < EVENTS; i++) {
        assertThat(client.readBytes(bytes(arriving).length)).isEqualTo(bytes(arriving));
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
