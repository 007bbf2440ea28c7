package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that reads slowly, or not at all, holds its upstream back and not the memory here. */
class SlowReaderTest extends Relaying {
  private static final long MEBIBYTE = 1 << 20;

  /** One chunk of about 4 kB. */
  private static final byte[] FRAME = bytes(chunk(event("x".repeat(4000))));

  /** About 200 MB of them. */
  private static final int FRAMES = 50_000;

  @Test
  void clientsThatReadNothingHoldLessThanAMebibyteEach() throws Exception {
    int clients = 16;
    ScriptedServer upstream = flooding();
    ProxyUnderTest proxy = relayingTo(upstream);
    long before = heldBytes();
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      RawClient client = new RawClient(proxy.port());
      idle.add(client);
      client.send(chat(ASK));
      client.readHead();
    }
    eventually("all are held back", () -> upstream.peers().stream().allMatch(this::standsStill));
    assertThat(heldBytes() - before).isLessThan(clients * MEBIBYTE);

    // One of them reads on, a little at a time and then all of it; the others still do not.
    RawClient reader = idle.removeFirst();
    for (int i = 0; i < FRAMES; i++) {
      assertThat(reader.readChunk()).hasSize(FRAME.length - 7);
      if (i < 500 || i % 1000 == 0) {
        assertThat(heldBytes() - before).isLessThan(clients * MEBIBYTE);
      }
    }
    assertThat(reader.readChunk()).isEmpty();
    reader.close();
    for (RawClient client : idle) {
      client.close();
    }
    eventually("counted", () -> proxy.sum("chat_requests_total") == clients);
    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(clients - 1);
  }

  @Test
  void clientThatHadStoppedReadingBeforeItsTurnHoldsTheUpstreamBackToo() throws Exception {
    ScriptedServer upstream = flooding();
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          "GET /micro/plain?bytes=16777216 HTTP/1.1\r\nHost: localhost\r\n\r\n" + chat(ASK));
      Peer peer = onlyPeer(upstream);
      eventually("the upstream is held back", () -> standsStill(peer));
      assertThat(peer.sent()).isLessThan((long) FRAME.length * FRAMES);
    }
  }

  @Test
  void clientThatReadsNothingIsDroppedAfterAWhile() throws Exception {
    ScriptedServer upstream = flooding();
    ProxyUnderTest proxy = relayingTo(upstream, "WRITE_TIMEOUT_MS", "200");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(onlyPeer(upstream).leftWithin(PATIENCE)).isTrue();
      counted(proxy, 1, "499", "client_gone");
      errors(proxy, 1, "client_gone");
      assertThat(client.read().complete()).isFalse();
    }
  }

  @Test
  void clientThatReadsAPieceNowAndThenIsNotDropped() throws Exception {
    int pieces = 20;
    ScriptedServer upstream = flooding();
    ProxyUnderTest proxy = relayingTo(upstream, "WRITE_TIMEOUT_MS", "1500");
    Semaphore never = new Semaphore(0);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      client.readHead();
      for (int i = 0; i < pieces; i++) {
        // The gap is the case itself; the test waits for nothing by it.
        assertThat(never.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
        for (int frame = 0; frame < FRAMES / 100; frame++) {
          assertThat(client.readChunk()).hasSize(FRAME.length - 7);
        }
      }
      assertThat(proxy.sum("chat_in_flight")).isEqualTo(1);
      for (int frame = pieces * (FRAMES / 100); frame < FRAMES; frame++) {
        assertThat(client.readChunk()).hasSize(FRAME.length - 7);
      }
      assertThat(client.readChunk()).isEmpty();
    }
  }

  @Test
  void eventOf300MegabytesPassesAndNothingOfItIsKept() throws Exception {
    byte[] piece = bytes("x".repeat(1_000_000));
    int pieces = 300;
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + chunk("data: {\"choices\":[{\"delta\":{\"content\":\""));
              for (int i = 0; i < pieces; i++) {
                peer.send(Integer.toHexString(piece.length) + "\r\n");
                peer.send(piece);
                peer.send("\r\n");
              }
              peer.send(END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      client.readHead();
      client.readChunk();
      long before = heldBytes();
      long heapBefore = liveHeapBytes();
      for (int i = 0; i < pieces; i++) {
        byte[] arrived = client.readChunk();
        assertThat(Streams.sha256(arrived)).isEqualTo(Streams.sha256(piece));
        assertThat(heldBytes() - before).isLessThan(16 * MEBIBYTE);
        if (i == pieces - 1) {
          assertThat(liveHeapBytes() - heapBefore).isLessThan(64 * MEBIBYTE);
        }
      }
      assertThat(client.readChunk()).isEmpty();
    }
    counted(proxy, 1, "200", "truncated");
    assertThat(proxy.sum("chat_bytes_out_total")).isGreaterThan(300_000_000);
  }

  private ScriptedServer flooding() {
    return playing(
        peer -> {
          peer.readRequest();
          peer.send(HEAD);
          for (int i = 0; i < FRAMES; i++) {
            peer.send(FRAME);
          }
          peer.send(END);
          peer.awaitClose();
        });
  }

  /** Nothing has moved between a good many looks. */
  private boolean standsStill(Peer peer) {
    long before = peer.sent();
    for (int i = 0; i < 2_000_000; i++) {
      if (peer.sent() != before) {
        return false;
      }
      Thread.onSpinWait();
    }
    return before > 0;
  }

  /** Of the one allocator that every channel of the proxy uses; the test's own sockets use none. */
  private static long heldBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static long liveHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
