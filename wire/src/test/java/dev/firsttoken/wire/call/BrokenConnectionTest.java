package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a connection can end before its response, at every phase. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class BrokenConnectionTest extends SocketTestBase {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  BrokenConnectionTest(Caller.Loops loops) {
    super(loops);
  }

  /** Progress of the server before it disconnects. */
  enum Phase {
    BEFORE_THE_REQUEST(""),
    BEFORE_ANY_BYTE(""),
    INSIDE_THE_STATUS_LINE("HTTP/1.1 2"),
    INSIDE_THE_HEAD("HTTP/1.1 200 OK\r\nContent-Le"),
    BETWEEN_TWO_HEADS("HTTP/1.1 100 Continue\r\n\r\n"),
    AFTER_THE_HEAD(CHUNKED),
    INSIDE_A_SIZE_LINE(CHUNKED + "1\r\na\r\n5"),
    INSIDE_A_CHUNK(CHUNKED + "5\r\nhel"),
    BETWEEN_TWO_CHUNKS(CHUNKED + "5\r\nhello\r\n"),
    INSIDE_THE_ZERO_CHUNK(CHUNKED + "5\r\nhello\r\n0"),
    BEHIND_THE_ZERO_CHUNK(CHUNKED + "5\r\nhello\r\n0\r\n"),
    INSIDE_THE_TRAILERS(CHUNKED + "5\r\nhello\r\n0\r\nA: b\r\n"),
    INSIDE_A_LENGTH("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");

    private final String sent;

    Phase(String sent) {
      this.sent = sent;
    }

    boolean hasNoBytes() {
      return sent.isEmpty();
    }

    /** Runs up to this phase, and waits until the caller has read everything. */
    void play(Peer peer, Semaphore received) throws IOException, InterruptedException {
      if (this != BEFORE_THE_REQUEST) {
        peer.readRequest();
      }
      peer.send(sent);
      if (!hasNoBytes()) {
        received.acquire();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void finIsReportedOnceAsTruncated(Phase phase) throws InterruptedException {
    Semaphore received = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              phase.play(peer, received);
              peer.fin();
              peer.awaitClose();
            });
    RecordingCallListener recorder = caller.call(caller.dial(server));
    awaitReceived(recorder, phase, received);
    CallResult result = assertEnded(recorder, CallOutcome.TRUNCATED, phase.hasNoBytes());
    assertThat(result.detail()).contains("closed");
    assertThat(phase.sent).contains(recorder.body());
  }

  @ParameterizedTest
  @EnumSource
  void rstIsReportedOnceAsReset(Phase phase) throws InterruptedException {
    Semaphore received = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              phase.play(peer, received);
              peer.rst();
            });
    RecordingCallListener recorder = caller.call(caller.dial(server));
    awaitReceived(recorder, phase, received);
    CallResult result = recorder.result();
    // Before the request arrives, the connect can also notice the reset.
    if (phase == Phase.BEFORE_THE_REQUEST) {
      assertThat(result.outcome()).isIn(CallOutcome.RESET, CallOutcome.CONNECT_FAILED);
    } else {
      assertThat(result.outcome()).as(result.toString()).isEqualTo(CallOutcome.RESET);
    }
    assertThat(result.noBytesReceived()).isEqualTo(phase.hasNoBytes());
    assertThat(result.detail()).isNotBlank();
    assertThat(phase.sent).contains(recorder.body());
  }

  @Test
  void resetDoesNotEndABodyWithoutFraming() throws InterruptedException {
    Semaphore received = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
              received.acquire();
              peer.rst();
            });
    RecordingCallListener recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.dataLength() == 5);
    received.release();
    assertEnded(recorder, CallOutcome.RESET, false);
  }

  @ParameterizedTest
  @EnumSource(names = "BEFORE_THE_REQUEST", mode = EnumSource.Mode.EXCLUDE)
  void abortEndsTheCallImmediatelyAndClosesTheConnection(Phase phase) throws InterruptedException {
    Semaphore received = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              phase.play(peer, received);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = caller.call(connection);
    while (server.requests().isEmpty()) {
      caller.runLoopTurns();
    }
    awaitReceived(recorder, phase, received);
    caller.run(
        () -> {
          connection.abort(CallOutcome.TIMED_OUT);
          assertThat(recorder.hasEnded()).isTrue();
          connection.abort(CallOutcome.CANCELLED);
        });
    assertEnded(recorder, CallOutcome.TIMED_OUT, phase.hasNoBytes());
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
    assertEnded(caller.call(connection), CallOutcome.TIMED_OUT, true);
  }

  @Test
  void abortWithoutACallClosesTheConnection() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Connection connection = caller.dial(server);
    assertCompleted(caller.call(connection), "hello");
    caller.run(() -> connection.abort(CallOutcome.CANCELLED));
    assertThat(server.peers().getFirst().awaitDisconnect(TIMEOUT)).isTrue();
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, RESET", "false, TRUNCATED"})
  void peerThatClosesDuringALargeRequestEndsItWithNoBytesReceived(boolean rst, CallOutcome expected)
      throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readHeaders();
              if (rst) {
                peer.rst();
              } else {
                peer.fin();
                peer.awaitClose();
              }
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(() -> connection.call(Caller.request(64_000_000), recorder));
    assertEnded(recorder, expected, true);
    // A peer that goes on reading may take all of it before its FIN is seen.
    assertThat(recorder.callbacks()).isSubsetOf("written", "ended").endsWith("ended");
  }

  @Test
  void loopShutdownEndsItsCalls() throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\nContent");
              peer.awaitClose();
            });
    RecordingCallListener recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.reads() > 0);
    caller.shutDown();
    assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.TRUNCATED);
  }

  /** Waits until everything sent has been read, because a reset discards the rest. */
  private static void awaitReceived(RecordingCallListener recorder, Phase phase, Semaphore received)
      throws InterruptedException {
    recorder.await(r -> phase.hasNoBytes() || r.reads() > 0);
    received.release();
  }
}
