package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
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

/** A client that reads slowly, or not at all, pauses its upstream instead of filling memory. */
class SlowReaderTest extends ProxyFixture {
  private static final long MEBIBYTE = 1 << 20;
  private static final String GET_HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** One chunk of about 4 kB. */
  private static final byte[] FRAME = bytes(chunk(event("x".repeat(4000))));

  /** About 200 MB. */
  private static final int FRAMES = 50_000;

  /**
   * Much less than a slow reader reads within the write timeout: each read then lets the proxy
   * write.
   */
  private static final int RECEIVE_BUFFER = 256 << 10;

  @Test
  void unreadStreamsHoldLessThanAMebibyteEach() throws Exception {
    int clients = 16;
    ScriptedServer upstream = upstreamFlooding();
    ProxyUnderTest proxy = proxyTo(upstream);
    long before = heldBytes();
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      RawClient client = new RawClient(proxy.port());
      idle.add(client);
      client.send(chat(STREAM_REQUEST));
      client.readHeaders();
    }
    eventually("all are held back", () -> upstream.peers().stream().allMatch(this::isStalled));
    assertThat(heldBytes() - before).isLessThan(clients * MEBIBYTE);

    // One client reads on, a little at a time and then everything; the others still do not.
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
  void requestBehindAnUnreadResponseStartsOnceThatIsRead() throws Exception {
    ScriptedServer upstream = upstreamFlooding();
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          "GET /micro/plain?bytes=16777216 HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + chat(STREAM_REQUEST));
      client.readHeaders();
      for (int i = 0; i < 10; i++) {
        assertThat(RawClient.request(proxy.port(), GET_HEALTH).status()).isEqualTo(200);
      }
      assertThat(upstream.peers()).as("connections to the upstream").isEmpty();

      assertThat(client.readBytes(16_777_216)).hasSize(16_777_216);
      Peer peer = onlyPeer(upstream);
      eventually("the upstream is held back", () -> isStalled(peer));
      assertThat(peer.sentBytes()).isLessThan((long) FRAME.length * FRAMES);
    }
  }

  @Test
  void clientThatReadsNothingTimesOut() throws Exception {
    ScriptedServer upstream = upstreamFlooding();
    ProxyUnderTest proxy = proxyTo(upstream, "WRITE_TIMEOUT_MS", "200");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
      assertCounted(proxy, 1, "499", "client_gone");
      assertErrors(proxy, 1, "client_gone");
      assertThat(client.read().complete()).isFalse();
    }
  }

  @Test
  void slowReaderDoesNotTimeOut() throws Exception {
    int parts = 20;
    ScriptedServer upstream = upstreamFlooding();
    ProxyUnderTest proxy = proxyTo(upstream, "WRITE_TIMEOUT_MS", "1500");
    Semaphore never = new Semaphore(0);
    try (RawClient client = RawClient.withReceiveBuffer(proxy.port(), RECEIVE_BUFFER)) {
      client.send(chat(STREAM_REQUEST));
      client.readHeaders();
      for (int i = 0; i < parts; i++) {
        // The gap is what is tested; nothing waits for it.
        assertThat(never.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
        for (int frame = 0; frame < FRAMES / 100; frame++) {
          assertThat(client.readChunk()).hasSize(FRAME.length - 7);
        }
      }
      assertThat(proxy.sum("chat_in_flight")).isEqualTo(1);
      for (int frame = parts * (FRAMES / 100); frame < FRAMES; frame++) {
        assertThat(client.readChunk()).hasSize(FRAME.length - 7);
      }
      assertThat(client.readChunk()).isEmpty();
    }
  }

  @Test
  void eventOf300MegabytesPassesUnbuffered() throws Exception {
    byte[] part = bytes("x".repeat(1_000_000));
    int parts = 300;
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk("data: {\"choices\":[{\"delta\":{\"content\":\""));
              for (int i = 0; i < parts; i++) {
                peer.send(Integer.toHexString(part.length) + "\r\n");
                peer.send(part);
                peer.send("\r\n");
              }
              peer.send(END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      client.readHeaders();
      client.readChunk();
      long before = heldBytes();
      long heapBefore = liveHeapBytes();
      for (int i = 0; i < parts; i++) {
        byte[] arrived = client.readChunk();
        assertThat(Streams.sha256(arrived)).isEqualTo(Streams.sha256(part));
        assertThat(heldBytes() - before).isLessThan(16 * MEBIBYTE);
        if (i == parts - 1) {
          assertThat(liveHeapBytes() - heapBefore).isLessThan(64 * MEBIBYTE);
        }
      }
      assertThat(client.readChunk()).isEmpty();
    }
    assertCounted(proxy, 1, "200", "truncated");
    assertThat(proxy.sum("chat_bytes_out_total")).isGreaterThan(300_000_000);
  }

  private ScriptedServer upstreamFlooding() {
    return upstreamRunning(
        peer -> {
          peer.readRequest();
          peer.send(STREAM_HEADERS);
          for (int i = 0; i < FRAMES; i++) {
            peer.send(FRAME);
          }
          peer.send(END);
          peer.awaitClose();
        });
  }

  /** Reports whether nothing was sent during many checks. */
  private boolean isStalled(Peer peer) {
    long before = peer.sentBytes();
    for (int i = 0; i < 2_000_000; i++) {
      if (peer.sentBytes() != before) {
        return false;
      }
      Thread.onSpinWait();
    }
    return before > 0;
  }

  /**
   * Bytes held by the allocator of all channels of the proxy. The test's own sockets do not use it.
   */
  private static long heldBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static long liveHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
