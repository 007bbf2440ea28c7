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

/** Every way and every moment in which a connection can end before its answer does. */
@ParameterizedClass
@MethodSource(OnSockets.LOOPS)
class BrokenConnectionTest extends OnSockets {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  BrokenConnectionTest(Caller.Loops loops) {
    super(loops);
  }

  /** How far the peer gets before it leaves. */
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

    boolean untouched() {
      return sent.isEmpty();
    }

    /** Plays up to here, until {@code seen} says that the caller has read all of it. */
    void play(Peer peer, Semaphore seen) throws IOException, InterruptedException {
      if (this != BEFORE_THE_REQUEST) {
        peer.readRequest();
      }
      peer.send(sent);
      if (!untouched()) {
        seen.acquire();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void finIsToldOnceAsACut(Phase phase) throws InterruptedException {
    Semaphore seen = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              phase.play(peer, seen);
              peer.fin();
              peer.awaitClose();
            });
    Recorder recorder = caller.call(caller.dial(server));
    awaitSeen(recorder, phase, seen);
    CallEnd end = ended(recorder, Ending.CUT, phase.untouched());
    assertThat(end.detail()).contains("closed");
    assertThat(phase.sent).contains(recorder.body());
  }

  @ParameterizedTest
  @EnumSource
  void rstIsToldOnceAsAReset(Phase phase) throws InterruptedException {
    Semaphore seen = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              phase.play(peer, seen);
              peer.rst();
            });
    Recorder recorder = caller.call(caller.dial(server));
    awaitSeen(recorder, phase, seen);
    CallEnd end = recorder.end();
    // Before the request has come, the reset may be seen by the connect, too.
    if (phase == Phase.BEFORE_THE_REQUEST) {
      assertThat(end.ending()).isIn(Ending.RESET, Ending.CONNECT_FAILED);
    } else {
      assertThat(end.ending()).as(end.toString()).isEqualTo(Ending.RESET);
    }
    assertThat(end.untouched()).isEqualTo(phase.untouched());
    assertThat(end.detail()).isNotBlank();
    assertThat(phase.sent).contains(recorder.body());
  }

  @Test
  void resetOfABodyWithoutFramingIsNoEnd() throws InterruptedException {
    Semaphore seen = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
              seen.acquire();
              peer.rst();
            });
    Recorder recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.dataLength() == 5);
    seen.release();
    ended(recorder, Ending.RESET, false);
  }

  @ParameterizedTest
  @EnumSource(names = "BEFORE_THE_REQUEST", mode = EnumSource.Mode.EXCLUDE)
  void abortEndsTheCallAtOnceAndClosesTheConnection(Phase phase) throws InterruptedException {
    Semaphore seen = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              phase.play(peer, seen);
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    Recorder recorder = caller.call(connection);
    while (server.requests().isEmpty()) {
      caller.settle();
    }
    awaitSeen(recorder, phase, seen);
    caller.run(
        () -> {
          connection.abort(Ending.TIMED_OUT);
          assertThat(recorder.hasEnded()).isTrue();
          connection.abort(Ending.CANCELLED);
        });
    ended(recorder, Ending.TIMED_OUT, phase.untouched());
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
    assertThat(caller.onLoop(connection::reusable)).isFalse();
    ended(caller.call(connection), Ending.TIMED_OUT, true);
  }

  @Test
  void abortWithoutACallCloses() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Connection connection = caller.dial(server);
    completed(caller.call(connection), "hello");
    caller.run(() -> connection.abort(Ending.CANCELLED));
    assertThat(server.peers().getFirst().leftWithin(PATIENCE)).isTrue();
    assertThat(caller.onLoop(connection::reusable)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, RESET", "false, CUT"})
  void peerThatLeavesDuringALargeRequestEndsItUntouched(boolean rst, Ending expected)
      throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readHead();
              if (rst) {
                peer.rst();
              } else {
                peer.fin();
                peer.awaitClose();
              }
            });
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    caller.run(() -> connection.call(Caller.request(64_000_000), recorder));
    ended(recorder, expected, true);
    assertThat(recorder.told()).containsExactly("ended");
  }

  @Test
  void loopThatShutsDownEndsTheCallsOnIt() throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\nContent");
              peer.awaitClose();
            });
    Recorder recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.reads() > 0);
    caller.shutDown();
    assertThat(recorder.end().ending()).isEqualTo(Ending.CUT);
  }

  /** All that was sent has been read: a reset would throw the rest away. */
  private static void awaitSeen(Recorder recorder, Phase phase, Semaphore seen)
      throws InterruptedException {
    recorder.await(r -> phase.untouched() || r.reads() > 0);
    seen.release();
  }
}
