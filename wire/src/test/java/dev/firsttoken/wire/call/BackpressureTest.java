package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who doesn't read holds the sender up, and loses nothing. */
@ParameterizedClass
@MethodSource(OnSockets.LOOPS)
class BackpressureTest extends OnSockets {
  private static final int PIECE = 4096;
  private static final int PIECES = 10_000;
  private static final byte[] DATA = "x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);

  BackpressureTest(Caller.Loops loops) {
    super(loops);
  }

  /** How the body is framed. */
  enum Framing {
    CHUNKED,
    LENGTH,
    UNTIL_CLOSE;

    void send(Peer peer) throws IOException {
      peer.send(
          switch (this) {
            case CHUNKED -> OnSockets.CHUNKED;
            case LENGTH -> "HTTP/1.1 200 OK\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n";
            case UNTIL_CLOSE -> "HTTP/1.1 200 OK\r\n\r\n";
          });
      for (int piece = 0; piece < PIECES; piece++) {
        if (this == CHUNKED) {
          peer.send("1000\r\n");
        }
        peer.send(DATA);
        if (this == CHUNKED) {
          peer.send("\r\n");
        }
      }
      if (this == CHUNKED) {
        peer.send("0\r\n\r\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void senderStandsStillUntilReadingGoesOn(Framing framing) throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              framing.send(peer);
              peer.fin();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    recorder.at("data", () -> connection.reading(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() > 0);
    Peer peer = server.peers().getFirst();
    standsStill(peer);
    int seen = recorder.dataLength();
    assertThat(peer.sent()).isLessThan((long) PIECE * PIECES);
    assertThat(recorder.dataLength()).isEqualTo(seen);
    assertThat(recorder.hasEnded()).isFalse();
    caller.run(() -> connection.reading(true));
    assertThat(recorder.end().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(recorder.dataLength()).isEqualTo(PIECE * PIECES);
  }

  /** The kernel's buffers are full: what was sent is the same over a good many looks. */
  private void standsStill(Peer peer) {
    long sent = -1;
    int same = 0;
    while (same < 1_000) {
      caller.settle();
      same = peer.sent() == sent && peer.sending() ? same + 1 : 0;
      sent = peer.sent();
    }
  }

  @Test
  void readingIsOnAgainForTheNextCall() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Connection connection = caller.dial(server);
    for (int call = 0; call < 3; call++) {
      Recorder recorder = new Recorder();
      recorder.at("body", () -> connection.reading(false));
      completed(caller.call(connection, recorder), "hello");
    }
    assertThat(server.peers()).hasSize(1);
  }

  @Test
  void whatWasSentBeforeACloseIsReadWhenReadingGoesOn() throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(CHUNKED + "5\r\nhello\r\n");
              goOn.acquire();
              peer.send("5\r\nworld\r\n");
              peer.fin();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    recorder.at("data", () -> connection.reading(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() == 5);
    goOn.release();
    while (server.peers().getFirst().sent() < CHUNKED.length() + 20) {
      caller.settle();
    }
    caller.settle();
    caller.run(() -> connection.reading(true));
    ended(recorder, Ending.CUT, false);
    assertThat(recorder.data()).isEqualTo("helloworld");
  }

  @Test
  void abortWhileReadingIsOffClosesAtOnce() throws InterruptedException {
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              Framing.CHUNKED.send(peer);
            });
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    recorder.at("data", () -> connection.reading(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() > 0);
    standsStill(server.peers().getFirst());
    caller.run(() -> connection.abort(Ending.CANCELLED));
    ended(recorder, Ending.CANCELLED, false);
    assertThat(server.peers().getFirst().leftWithin(Duration.ofSeconds(20))).isTrue();
  }
}
