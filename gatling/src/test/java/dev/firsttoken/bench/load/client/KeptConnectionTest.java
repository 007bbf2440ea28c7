package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Reconnect;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that announce keep-alive and close the connection after a response all the same. */
class KeptConnectionTest {

  /** Serves the next request of a connection that was kept. */
  private interface SecondRequest {
    void serve(Peer peer) throws IOException;
  }

  /** Responds to the first request of the first connection, and otherwise follows the script. */
  private static ScriptedServer serverWhoseFirstConnectionIsKept(
      SecondRequest second, SecondRequest later) {
    AtomicInteger connections = new AtomicInteger();
    return ScriptedServer.running(
        peer -> {
          if (connections.incrementAndGet() == 1) {
            peer.readRequest();
            peer.send(goodStream());
            second.serve(peer);
          } else {
            later.serve(peer);
          }
        });
  }

  private static void respondToAll(Peer peer) throws IOException {
    while (peer.readRequest() != null) {
      peer.send(goodStream());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 1_000, 20_000})
  void serverThatClosesAfterEachResponseFailsNoRequest(long closeDelayMicros) {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(goodStream());
                  LockSupport.parkNanos(Duration.ofNanos(1_000 * closeDelayMicros).toNanos());
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        samples.add(user.send());
      }

      assertThat(samples).extracting(Sample::outcome).containsOnly(Outcome.OK);
      List<Reconnect> reconnects = samples.stream().map(Sample::reconnect).toList();
      assertThat(reconnects.getFirst()).isEqualTo(Reconnect.NONE);
      assertThat(reconnects.subList(2, 50)).containsOnly(Reconnect.REPLACED);
      assertThat(reconnects.get(1)).isNotEqualTo(Reconnect.NONE);
      assertThat(user.clientContext().keepAlive().isEnabled()).isFalse();
    }
  }

  private static void closeAfterReading(Peer peer) throws IOException {
    peer.readRequest();
  }

  private static void resetAfterReading(Peer peer) throws IOException {
    peer.readRequest();
    peer.rst();
  }

  private static void closeWithinTheRequest(Peer peer) throws IOException {
    peer.readHeaders(); // The unread body turns the close into a reset.
  }

  private static void shutDownWithinTheRequest(Peer peer) throws IOException {
    peer.readHeaders();
    peer.fin();
    peer.awaitClose();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void requestOnAKeptConnectionThatDiesBeforeAByteIsSentOnceMore(int way) {
    List<SecondRequest> ways =
        List.of(
            KeptConnectionTest::closeAfterReading,
            KeptConnectionTest::resetAfterReading,
            KeptConnectionTest::closeWithinTheRequest,
            KeptConnectionTest::shutDownWithinTheRequest);
    try (ScriptedServer server =
            serverWhoseFirstConnectionIsKept(ways.get(way), KeptConnectionTest::respondToAll);
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
      Sample second = user.send();

      assertThat(second.outcome()).isEqualTo(Outcome.OK);
      assertThat(second.reconnect()).isEqualTo(Reconnect.RESENT);
      // The times start at the first send, and the connect shows what the second one cost.
      assertThat(user.sent()).hasSize(2);
      assertThat(second.sendNanos()).isLessThanOrEqualTo(user.sent().get(1));
      assertThat(second.writeNanos()).isGreaterThan(user.sent().get(1));
      assertThat(server.peers()).hasSize(2);
      assertThat(user.clientContext().inFlight()).hasValue(0);
    }
  }

  @Test
  void requestIsNotSentAgainAfterAByteOfAResponse() {
    try (ScriptedServer server =
            serverWhoseFirstConnectionIsKept(
                peer -> {
                  peer.readRequest();
                  peer.send("H");
                },
                KeptConnectionTest::respondToAll);
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.send();
      Sample second = user.send();

      assertThat(second.outcome()).isNotEqualTo(Outcome.OK);
      assertThat(second.reconnect()).isEqualTo(Reconnect.NONE);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void requestIsNotSentAThirdTime() {
    try (ScriptedServer server =
            serverWhoseFirstConnectionIsKept(Peer::readRequest, Peer::readRequest);
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.send();
      Sample second = user.send();

      assertThat(second.outcome()).isIn(Outcome.CUT, Outcome.RESET);
      assertThat(second.reconnect()).isEqualTo(Reconnect.RESENT);
      assertThat(second.detail()).contains("no byte of a response arrived");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void requestOnANewConnectionIsNotSentAgain() {
    try (ScriptedServer server = ScriptedServer.running(Peer::readRequest);
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isIn(Outcome.CUT, Outcome.RESET);
      assertThat(sample.reconnect()).isEqualTo(Reconnect.NONE);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void timeoutOfAKeptConnectionIsNoReasonToSendAgain() {
    try (ScriptedServer server =
            serverWhoseFirstConnectionIsKept(Peer::awaitClose, KeptConnectionTest::respondToAll);
        SingleUser user = new SingleUser(server.baseUrl(), Duration.ofSeconds(1), null)) {
      user.send();

      assertThat(user.send().outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void announcedCloseIsNoReconnect() {
    String response = goodStream().replaceFirst("\r\n", "\r\nconnection: close\r\n");
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(response.getBytes(UTF_8));
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.send();

      assertThat(user.send().reconnect()).isEqualTo(Reconnect.NONE);
      assertThat(user.clientContext().keepAlive().isEnabled()).isTrue();
    }
  }

  @Test
  void idleTimeoutOfAServerDoesNotEndKeepAlive() {
    KeepAlive keepAlive = new KeepAlive("http://127.0.0.1:8000", true);
    keepAlive.onClosed(0, Duration.ofSeconds(2).toNanos());
    assertThat(keepAlive.isEnabled()).isTrue();
    keepAlive.onClosed(0, Duration.ofMillis(20).toNanos());
    assertThat(keepAlive.isEnabled()).isFalse();
  }

  @Test
  void noticeNamesTheServerOnce() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream originalErr = System.err;
    System.setErr(new PrintStream(written, true, UTF_8));
    try {
      KeepAlive keepAlive = new KeepAlive("http://127.0.0.1:8000", true);
      keepAlive.onClosed(0, 1);
      keepAlive.onClosed(0, 1);
    } finally {
      System.setErr(originalErr);
    }

    assertThat(written.toString(UTF_8))
        .startsWith("bench: http://127.0.0.1:8000 announces keep-alive, but closed")
        .hasLineCount(1);
  }
}
