package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid responses of every kind, over real sockets. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class ResponsesTest extends SocketTestBase {
  ResponsesTest(Caller.Loops loops) {
    super(loops);
  }

  @Test
  void chunkedBodyArrivesAsItWasSent() throws InterruptedException {
    String body = "5\r\nhello\r\n0A;x=y\r\n0123456789\r\n";
    RecordingCallListener recorder =
        caller.callOnce(serverResponding(CHUNKED + body + "0\r\n\r\n"));
    assertCompleted(recorder, "hello0123456789");
    assertThat(recorder.body()).isEqualTo(body);
    assertThat(recorder.response().headers().get("transfer-encoding")).isEqualTo("chunked");
  }

  @Test
  void trailersArriveWithTheResult() throws InterruptedException {
    RecordingCallListener recorder =
        caller.callOnce(serverResponding(CHUNKED + "0\r\nChecksum: 5\r\n\r\n"));
    assertCompleted(recorder, "");
    assertThat(recorder.result().trailers().get("checksum")).isEqualTo("5");
  }

  @Test
  void fixedLengthBodyArrivesComplete() throws InterruptedException {
    RecordingCallListener recorder = caller.callOnce(serverResponding(HELLO));
    assertCompleted(recorder, "hello");
    assertThat(recorder.body()).isEqualTo("hello");
  }

  @Test
  void bodyWithoutFramingEndsWithTheConnection() throws InterruptedException {
    RecordingCallListener recorder =
        caller.callOnce(serverRespondingAndClosing("HTTP/1.1 200 OK\r\n\r\nhello"));
    assertCompleted(recorder, "hello");
    assertThat(recorder.body()).isEqualTo("hello");
  }

  @Test
  void largeBodiesArriveCompleteWithAnyFraming() throws InterruptedException {
    String megabyte = "0123456789abcdef".repeat(65_536);
    String chunks = "10000\r\n" + megabyte.substring(0, 65_536) + "\r\n";
    assertCompleted(
        caller.callOnce(serverResponding(CHUNKED + chunks.repeat(16) + "0\r\n\r\n")), megabyte);
    assertCompleted(
        caller.callOnce(
            serverResponding("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + megabyte)),
        megabyte);
    assertCompleted(
        caller.callOnce(serverRespondingAndClosing("HTTP/1.0 200 OK\r\n\r\n" + megabyte)),
        megabyte);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      })
  void responseWithoutBodyEndsWithItsHeaders(String response) throws InterruptedException {
    Connection connection = caller.dial(serverResponding(response));
    RecordingCallListener recorder = caller.call(connection);
    assertCompleted(recorder, "");
    assertThat(recorder.callbacks()).containsExactly("written", "headers", "ended");
    assertThat(caller.onLoop(connection::isReusable)).isTrue();
  }

  @Test
  void interimResponsesAreNotReported() throws InterruptedException {
    String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n";
    assertCompleted(caller.callOnce(serverResponding(interim + HELLO)), "hello");
    assertCompleted(
        caller.callOnce(serverResponding(interim + CHUNKED + "1\r\na\r\n0\r\n\r\n")), "a");
  }

  @Test
  void interimResponseCanArriveInAnEarlierRead() throws InterruptedException {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 100 Continue\r\n\r\n");
              proceed.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    RecordingCallListener recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.reads() > 0);
    assertThat(recorder.hasResponse()).isFalse();
    proceed.release();
    assertCompleted(recorder, "hello");
  }

  @Test
  void http10ResponseIsAccepted() throws InterruptedException {
    RecordingCallListener recorder =
        caller.callOnce(serverResponding("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    assertCompleted(recorder, "hello");
  }

  /** Uses one connection, so that anything a response leaves behind breaks the next. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        CHUNKED + "1\r\na\r\n003;x\r\nbcd\r\n1\r\ne\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 103 Hi\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
      })
  void responseIsTheSameCutAtEveryByte(String response) throws InterruptedException {
    AtomicInteger cut = new AtomicInteger();
    Semaphore proceed = new Semaphore(0);
    ScriptedServer server =
        serverRunning(
            peer -> {
              while (peer.readRequest() != null) {
                peer.send(response.substring(0, cut.get()));
                proceed.acquire();
                peer.send(response.substring(cut.get()));
              }
            });
    Connection connection = caller.dial(server);
    for (; cut.get() < response.length(); cut.incrementAndGet()) {
      RecordingCallListener recorder = caller.call(connection);
      recorder.await(r -> cut.get() == 0 || r.reads() > 0);
      assertThat(recorder.hasEnded()).isFalse();
      proceed.release();
      assertCompleted(recorder, "abcde");
    }
    assertThat(server.peers()).hasSize(1);
    assertThat(server.requests()).hasSize(response.length());
  }

  @Test
  void requestArrivesOnceAndComplete() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Connection connection = caller.dial(server);
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(() -> connection.call(Caller.request(1_000_000), recorder));
    assertCompleted(recorder, "hello");
    assertThat(server.requests()).hasSize(1);
    Peer.Request request = server.requests().getFirst();
    assertThat(request.headers()).startsWith("POST /v1/chat HTTP/1.1\r\nhost: localhost\r\n");
    assertThat(request.body()).hasSize(1_000_000);
    assertThat(request.header("content-length")).isEqualTo("1000000");
  }
}
