package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection can serve another call, and what happens if it can't. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class KeepAliveTest extends SocketTestBase {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String CONNECTION_CLOSE =
      "HTTP/1.1 200 OK\r\nConnection: CLOSE\r\nTransfer-Encoding: chunked\r\n\r\n";

  KeepAliveTest(Caller.Loops loops) {
    super(loops);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
      })
  void tenCallsShareOneConnection(String response) throws InterruptedException {
    ScriptedServer server = serverResponding(response);
    Connection connection = caller.dial(server);
    for (int call = 1; call <= 10; call++) {
      assertThat(caller.onLoop(connection::isUnused)).isEqualTo(call == 1);
      assertCompleted(caller.call(connection), "hello");
      assertThat(caller.onLoop(connection::isReusable)).isTrue();
    }
    assertThat(server.peers()).hasSize(1);
    assertThat(server.requests()).hasSize(10);
  }

  @Test
  void nextCallReadsAfterReadingWasDisabled() throws InterruptedException {
    Connection connection = caller.dial(serverResponding(HELLO));
    assertCompleted(caller.call(connection), "hello");
    caller.onLoop(
        () -> {
          connection.setAutoRead(false);
          return true;
        });
    assertCompleted(caller.call(connection), "hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        CONNECTION_CLOSE + "5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        HELLO + "H",
        HELLO + "\r\n",
        HELLO + HELLO,
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + HELLO,
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n0\r\n\r\n",
      })
  void connectionIsClosedAfterAResponseThatMakesItUnusable(String response)
      throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send(response);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    assertCompleted(caller.call(connection), "hello");
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
    RecordingCallListener second = caller.call(connection);
    assertEnded(second, CallOutcome.TRUNCATED, true);
    assertThat(second.callbacks()).containsExactly("ended");
  }

  @Test
  void unrequestedBytesCloseAnIdleConnection() throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              proceed.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    assertCompleted(caller.call(connection), "hello");
    assertThat(caller.onLoop(connection::isReusable)).isTrue();
    proceed.release();
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
    CallResult result = assertEnded(caller.call(connection), CallOutcome.TRUNCATED, true);
    assertThat(result.detail()).contains("belong to no call");
  }

  /** The connection is already open, so the first call does not wait for it. */
  @Test
  void bytesBeforeTheFirstCallCloseTheConnection() throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    while (server.peers().isEmpty()) {
      caller.runLoopTurns();
    }
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
    assertEnded(caller.call(connection), CallOutcome.TRUNCATED, true);
  }

  @ParameterizedTest
  @EnumSource
  void callOnAClosedConnectionEndsWithNoBytesReceived(Close close) throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              proceed.acquire();
              close.perform(peer);
            });
    Connection connection = caller.dial(server);
    assertCompleted(caller.call(connection), "hello");
    proceed.release();
    while (caller.onLoop(connection::isReusable)) {
      caller.runLoopTurns();
    }
    CallResult result = assertEnded(caller.call(connection), close.outcome, true);
    assertThat(result.detail()).isNotBlank();
    assertThat(caller.onLoop(connection::isUnused)).isFalse();
    assertThat(server.requests()).hasSize(1);
  }

  /** How a server closes a connection. */
  enum Close {
    FIN(CallOutcome.TRUNCATED),
    RST(CallOutcome.RESET);

    private final CallOutcome outcome;

    Close(CallOutcome outcome) {
      this.outcome = outcome;
    }

    void perform(Peer peer) throws IOException {
      if (this == RST) {
        peer.rst();
      } else {
        peer.fin();
        peer.awaitClose();
      }
    }
  }

  /** If a close and a call cross, the call ends once and counts as not received. */
  @ParameterizedTest
  @EnumSource
  void callThatRacesWithACloseEndsOnceWithNoBytesReceived(Close close) throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              close.perform(peer);
            });
    for (int round = 0; round < 20; round++) {
      Connection connection = caller.dial(server);
      RecordingCallListener second = new RecordingCallListener();
      RecordingCallListener first = new RecordingCallListener();
      first.runOn("ended", () -> connection.call(Caller.request(2), second));
      caller.run(() -> connection.call(Caller.request(2), first));
      if (first.result().outcome() == CallOutcome.COMPLETED) {
        assertThat(second.result().outcome()).isIn(CallOutcome.TRUNCATED, CallOutcome.RESET);
        assertThat(second.result().noBytesReceived()).isTrue();
      }
    }
  }

  @Test
  void secondConcurrentCallIsRejectedAndTheFirstContinues() throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              proceed.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    RecordingCallListener first = caller.call(connection);
    assertThatThrownBy(() -> caller.call(connection))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    proceed.release();
    assertCompleted(first, "hello");
  }

  @Test
  void connectionIsClosedAfterAResponseToAnIncompleteRequest() throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readHeaders();
              peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello");
              proceed.acquire();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    // Far more than all buffers on the path can hold.
    caller.run(() -> connection.call(Caller.request(64_000_000), recorder));
    assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
    proceed.release();
    assertThat(recorder.callbacks()).containsExactly("headers", "data", "body", "ended");
    assertThat(recorder.response().status().code()).isEqualTo(413);
    assertThat(recorder.data()).isEqualTo("hello");
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
  }
}
