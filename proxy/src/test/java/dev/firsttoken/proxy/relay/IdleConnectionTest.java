package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream may close an idle connection at any moment without an effect on any client. */
class IdleConnectionTest extends ProxyFixture {
  private static final int CLIENTS = 4;
  private static final int REQUESTS_PER_CLIENT = 2_500;

  @Test
  void idleConnectionIsClosedBeforeTheUpstreamWouldCloseIt() throws Exception {
    ScriptedServer upstream = upstreamResponding(STREAM);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_KEEP_ALIVE_MS", "100");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
      assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(upstream.requests()).hasSize(2);
    assertThat(upstream.peers()).hasSize(2);
  }

  @Test
  void requestIsRetriedOnceIfItsConnectionWasStale() throws Exception {
    ScriptedServer upstream = upstreamRunning(this::respondOnceThenClose);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(upstream.requests()).hasSize(3);
    assertCounted(proxy, 2, "200", "completed");
  }

  @Test
  void failedRetryIsNotRetried() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              if (connections.incrementAndGet() == 1) {
                peer.send(STREAM);
                peer.readRequest();
              }
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().status()).isEqualTo(502);
    }
    assertThat(upstream.requests()).hasSize(3);
    proxy.awaitIdle();
    assertErrors(proxy, 1, "upstream_reset");
  }

  @Test
  void newConnectionClosedWithoutAResponseIsNotRetried() throws Exception {
    ScriptedServer upstream = upstreamRunning(Peer::readRequest);
    ProxyUnderTest proxy = proxyTo(upstream);
    assertThat(requestStream(proxy).status()).isEqualTo(502);
    assertThat(upstream.requests()).hasSize(1);
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1 100 Continue\r\n\r\n"})
  void requestIsNotRetriedAfterAByteOfItsResponse(String firstBytes) throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM);
              peer.readRequest();
              peer.send(firstBytes);
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(STREAM_REQUEST));
      assertThat(client.read().status()).isEqualTo(502);
    }
    assertThat(upstream.requests()).hasSize(2);
    proxy.awaitIdle();
    assertErrors(proxy, 1, "upstream_reset");
  }

  @Test
  void tenThousandClosesRacingWithReuseAffectNoClient() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              switch (connections.getAndIncrement() % 4) {
                case 0 -> respond(peer, 1);
                case 1 -> respond(peer, 2);
                case 2 -> respondOnceThenClose(peer);
                default -> {
                  respond(peer, 1);
                  peer.fin();
                  peer.awaitClose();
                }
              }
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> sendRequests(proxy, client)));
      }
      for (Future<?> client : clients) {
        client.get(TIMEOUT.toSeconds() * 3, TimeUnit.SECONDS);
      }
    }
    Map<String, Long> attempts =
        upstream.requests().stream().collect(groupingBy(Peer.Request::text, counting()));
    assertThat(attempts).hasSize(CLIENTS * REQUESTS_PER_CLIENT);
    assertThat(attempts.values()).allMatch(count -> count <= 2);
    assertThat(attempts.values()).as("some requests met a closed connection").contains(2L);
    assertCounted(proxy, CLIENTS * REQUESTS_PER_CLIENT, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  private static int sendRequests(ProxyUnderTest proxy, int client) throws IOException {
    try (RawClient connection = new RawClient(proxy.port())) {
      for (int i = 0; i < REQUESTS_PER_CLIENT; i++) {
        String number = client + "-" + i;
        connection.send(chat("{\"model\":\"m\",\"stream\":true,\"user\":\"" + number + "\"}"));
        RawClient.Response response = connection.read();
        assertThat(response.complete() && response.text().equals(BODY)).as(number).isTrue();
      }
    }
    return client;
  }

  private static void respond(Peer peer, int times) throws IOException {
    for (int i = 0; i < times && peer.readRequest() != null; i++) {
      peer.send(STREAM);
    }
  }

  /** Reads the second request and closes without a response, like an idle timeout that races it. */
  private void respondOnceThenClose(Peer peer) throws IOException {
    respond(peer, 1);
    peer.readRequest();
  }
}
