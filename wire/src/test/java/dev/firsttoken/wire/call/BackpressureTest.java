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

/** A client that stops reading stalls the sender and loses nothing. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class BackpressureTest extends SocketTestBase {
  private static final int CHUNK_BYTES = 4096;
  private static final int CHUNK_COUNT = 10_000;
  private static final byte[] DATA = "x".repeat(CHUNK_BYTES).getBytes(StandardCharsets.US_ASCII);

  BackpressureTest(Caller.Loops loops) {
    super(loops);
  }

  enum Framing {
    CHUNKED,
    FIXED_LENGTH,
    UNTIL_CLOSE;

    void send(Peer peer) throws IOException {
      peer.send(
          switch (this) {
            case CHUNKED -> SocketTestBase.CHUNKED;
            case FIXED_LENGTH ->
                "HTTP/1.1 200 OK\r\nContent-Length: " + CHUNK_BYTES * CHUNK_COUNT + "\r\n\r\n";
            case UNTIL_CLOSE -> "HTTP/1.1 200 OK\r\n\r\n";
          });
      for (int chunk = 0; chunk < CHUNK_COUNT; chunk++) {
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
  void senderStallsUntilReadingResumes(Framing framing) throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              framing.send(peer);
              peer.fin();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    recorder.runOn("data", () -> connection.setAutoRead(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() > 0);
    Peer peer = server.peers().getFirst();
    awaitStall(peer);
    int received = recorder.dataLength();
    assertThat(peer.sentBytes()).isLessThan((long) CHUNK_BYTES * CHUNK_COUNT);
    assertThat(recorder.dataLength()).isEqualTo(received);
    assertThat(recorder.hasEnded()).isFalse();
    caller.run(() -> connection.setAutoRead(true));
    assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
    assertThat(recorder.dataLength()).isEqualTo(CHUNK_BYTES * CHUNK_COUNT);
  }

  /** Waits until the kernel's buffers are full: many checks see the same number of sent bytes. */
  private void awaitStall(Peer peer) {
    long sent = -1;
    int unchanged = 0;
    while (unchanged < 1_000) {
      caller.runLoopTurns();
      unchanged = peer.sentBytes() == sent && peer.isSending() ? unchanged + 1 : 0;
      sent = peer.sentBytes();
    }
  }

  @Test
  void readingIsEnabledForTheNextCall() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Connection connection = caller.dial(server);
    for (int call = 0; call < 3; call++) {
      RecordingCallListener recorder = new RecordingCallListener();
      recorder.runOn("body", () -> connection.setAutoRead(false));
      assertCompleted(caller.call(connection, recorder), "hello");
    }
    assertThat(server.peers()).hasSize(1);
  }

  @Test
  void bytesSentBeforeACloseAreReadWhenReadingResumes() throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send(CHUNKED + "5\r\nhello\r\n");
              proceed.acquire();
              peer.send("5\r\nworld\r\n");
              peer.fin();
              peer.awaitClose();
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    recorder.runOn("data", () -> connection.setAutoRead(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() == 5);
    proceed.release();
    while (server.peers().getFirst().sentBytes() < CHUNKED.length() + 20) {
      caller.runLoopTurns();
    }
    caller.runLoopTurns();
    caller.run(() -> connection.setAutoRead(true));
    assertEnded(recorder, CallOutcome.TRUNCATED, false);
    assertThat(recorder.data()).isEqualTo("helloworld");
  }

  @Test
  void abortWhileReadingIsDisabledClosesImmediately() throws InterruptedException {
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              Framing.CHUNKED.send(peer);
            });
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    recorder.runOn("data", () -> connection.setAutoRead(false));
    caller.run(() -> connection.call(Caller.request(2), recorder));
    recorder.await(r -> r.dataLength() > 0);
    awaitStall(server.peers().getFirst());
    caller.run(() -> connection.abort(CallOutcome.CANCELLED));
    assertEnded(recorder, CallOutcome.CANCELLED, false);
    assertThat(server.peers().getFirst().awaitDisconnect(Duration.ofSeconds(20))).isTrue();
  }
}
