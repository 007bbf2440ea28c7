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

/** When a connection serves a second call, and what becomes of one that can't. */
@ParameterizedClass
@MethodSource(OnSockets.LOOPS)
class KeepAliveTest extends OnSockets {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CLOSING =
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
  void tenCallsShareOneConnection(String answer) throws InterruptedException {
    ScriptedServer server = answering(answer);
    Connection connection = caller.dial(server);
    for (int call = 1; call <= 10; call++) {
      assertThat(caller.onLoop(connection::fresh)).isEqualTo(call == 1);
      completed(caller.call(connection), "hello");
      assertThat(caller.onLoop(connection::reusable)).isTrue();
    }
    assertThat(server.peers()).hasSize(1);
    assertThat(server.requests()).hasSize(10);
  }

  @Test
  void nextCallReadsWhereTheLastOneWasHeldBackAtItsEnd() throws InterruptedException {
    Connection connection = caller.dial(answering(HELLO));
    completed(caller.call(connection), "hello");
    caller.onLoop(
        () -> {
          connection.reading(false);
          return true;
        });
    completed(caller.call(connection), "hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        CLOSING + "5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        HELLO + "H",
        HELLO + "\r\n",
        HELLO + HELLO,
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + HELLO,
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n0\r\n\r\n",
      })
  void answerThatEndsOrSpoilsTheConnectionIsItsLast(String answer) throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(answer);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    completed(caller.call(connection), "hello");
    assertThat(caller.onLoop(connection::reusable)).isFalse();
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
    Recorder second = caller.call(connection);
    ended(second, Ending.CUT, true);
    assertThat(second.told()).containsExactly("ended");
  }

  @Test
  void bytesThatNobodyAskedForCloseAnIdleConnection() throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              goOn.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    completed(caller.call(connection), "hello");
    assertThat(caller.onLoop(connection::reusable)).isTrue();
    goOn.release();
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
    assertThat(caller.onLoop(connection::reusable)).isFalse();
    CallEnd end = ended(caller.call(connection), Ending.CUT, true);
    assertThat(end.detail()).contains("no call had asked for");
  }

  /** Before the first call, which waits for nothing on a connection that is already there. */
  @Test
  void bytesBeforeTheFirstCallCloseTheConnection() throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    while (server.peers().isEmpty()) {
      caller.settle();
    }
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
    ended(caller.call(connection), Ending.CUT, true);
  }

  @ParameterizedTest
  @EnumSource
  void callOnAConnectionThatWasClosedMeanwhileEndsUntouched(Close close)
      throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              goOn.acquire();
              close.on(peer);
            });
    Connection connection = caller.dial(server);
    completed(caller.call(connection), "hello");
    goOn.release();
    while (caller.onLoop(connection::reusable)) {
      caller.settle();
    }
    CallEnd end = ended(caller.call(connection), close.ending, true);
    assertThat(end.detail()).isNotBlank();
    assertThat(caller.onLoop(connection::fresh)).isFalse();
    assertThat(server.requests()).hasSize(1);
  }

  /** How a peer takes its leave. */
  enum Close {
    FIN(Ending.CUT),
    RST(Ending.RESET);

    private final Ending ending;

    Close(Ending ending) {
      this.ending = ending;
    }

    void on(Peer peer) throws IOException {
      if (this == RST) {
        peer.rst();
      } else {
        peer.fin();
        peer.awaitClose();
      }
    }
  }

  /** The close and the call cross: nobody knows, and so it is told once, as untouched. */
  @ParameterizedTest
  @EnumSource
  void callThatCrossesTheCloseEndsOnceAndUntouched(Close close) throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HELLO);
              close.on(peer);
            });
    for (int round = 0; round < 20; round++) {
      Connection connection = caller.dial(server);
      Recorder second = new Recorder();
      Recorder first = new Recorder();
      first.at("ended", () -> connection.call(Caller.request(2), second));
      caller.run(() -> connection.call(Caller.request(2), first));
      if (first.end().ending() == Ending.COMPLETED) {
        assertThat(second.end().ending()).isIn(Ending.CUT, Ending.RESET);
        assertThat(second.end().untouched()).isTrue();
      }
    }
  }

  @Test
  void secondCallWhileOneRunsIsRefusedAndLeavesTheFirstAlone() throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              goOn.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    Recorder first = caller.call(connection);
    assertThatThrownBy(() -> caller.call(connection))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    goOn.release();
    completed(first, "hello");
  }

  @Test
  void answerBeforeTheRequestHasLeftIsTheConnectionsLast() throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readHead();
              peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello");
              goOn.acquire();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    // Far more than all buffers on the way hold.
    caller.run(() -> connection.call(Caller.request(64_000_000), recorder));
    assertThat(recorder.end().ending()).isEqualTo(Ending.COMPLETED);
    goOn.release();
    assertThat(recorder.told()).containsExactly("head", "data", "body", "ended");
    assertThat(recorder.head().status().code()).isEqualTo(413);
    assertThat(recorder.data()).isEqualTo("hello");
    assertThat(caller.onLoop(connection::reusable)).isFalse();
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
  }
}
