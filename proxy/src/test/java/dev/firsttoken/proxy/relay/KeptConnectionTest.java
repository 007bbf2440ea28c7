package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
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

/** A kept connection may be closed at any moment, and no client ever learns of it. */
class KeptConnectionTest extends Relaying {
  private static final int CLIENTS = 4;
  private static final int REQUESTS_EACH = 2_500;

  @Test
  void idleConnectionIsClosedBeforeTheUpstreamWouldCloseIt() throws Exception {
    ScriptedServer upstream = answering(STREAM);
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_KEEP_ALIVE_MS", "100");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      assertThat(onlyPeer(upstream).leftWithin(PATIENCE)).isTrue();
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(upstream.requests()).hasSize(2);
    assertThat(upstream.peers()).hasSize(2);
  }

  @Test
  void connectionThatWentStaleIsReplacedOnceAndTheRequestSentOnceMore() throws Exception {
    ScriptedServer upstream = playing(this::answersOnceThenClosesOnTheNext);
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
    }
    assertThat(upstream.requests()).hasSize(3);
    counted(proxy, 2, "200", "completed");
  }

  @Test
  void secondTryIsTheLast() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              if (connections.incrementAndGet() == 1) {
                peer.send(STREAM);
                peer.readRequest();
              }
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(ASK));
      assertThat(client.read().status()).isEqualTo(502);
    }
    assertThat(upstream.requests()).hasSize(3);
    proxy.settle();
    errors(proxy, 1, "upstream_reset");
  }

  @Test
  void newConnectionThatIsClosedWithoutAnAnswerIsNotTriedAgain() throws Exception {
    ScriptedServer upstream = playing(Peer::readRequest);
    ProxyUnderTest proxy = relayingTo(upstream);
    assertThat(ask(proxy).status()).isEqualTo(502);
    assertThat(upstream.requests()).hasSize(1);
    counted(proxy, 1, "502", "upstream_failed");
    errors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1 100 Continue\r\n\r\n"})
  void requestIsNotSentAgainOnceAByteOfItsAnswerCame(String begun) throws Exception {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(STREAM);
              peer.readRequest();
              peer.send(begun);
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(ASK));
      assertThat(client.read().status()).isEqualTo(502);
    }
    assertThat(upstream.requests()).hasSize(2);
    proxy.settle();
    errors(proxy, 1, "upstream_reset");
  }

  @Test
  void tenThousandClosesThatRaceWithReuseReachNoClient() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer upstream =
        playing(
            peer -> {
              switch (connections.getAndIncrement() % 4) {
                case 0 -> answers(peer, 1);
                case 1 -> answers(peer, 2);
                case 2 -> answersOnceThenClosesOnTheNext(peer);
                default -> {
                  answers(peer, 1);
                  peer.fin();
                  peer.awaitClose();
                }
              }
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> asksInARow(proxy, client)));
      }
      for (Future<?> client : clients) {
        client.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
      }
    }
    Map<String, Long> tries =
        upstream.requests().stream().collect(groupingBy(Peer.Request::text, counting()));
    assertThat(tries).hasSize(CLIENTS * REQUESTS_EACH);
    assertThat(tries.values()).allMatch(count -> count <= 2);
    assertThat(tries.values()).as("some met a closed connection").contains(2L);
    counted(proxy, CLIENTS * REQUESTS_EACH, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  private static int asksInARow(ProxyUnderTest proxy, int client) throws IOException {
    try (RawClient connection = new RawClient(proxy.port())) {
      for (int i = 0; i < REQUESTS_EACH; i++) {
        String number = client + "-" + i;
        connection.send(chat("{\"model\":\"m\",\"stream\":true,\"user\":\"" + number + "\"}"));
        RawClient.Answer answer = connection.read();
        assertThat(answer.complete() && answer.text().equals(BODY)).as(number).isTrue();
      }
    }
    return client;
  }

  private static void answers(Peer peer, int times) throws IOException {
    for (int i = 0; i < times && peer.readRequest() != null; i++) {
      peer.send(STREAM);
    }
  }

  /** Takes the next request and closes without a byte, as a race with an idle timeout looks. */
  private void answersOnceThenClosesOnTheNext(Peer peer) throws IOException {
    answers(peer, 1);
    peer.readRequest();
  }
}
