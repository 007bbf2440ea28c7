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

/** Answers of every kind, over real sockets. */
@ParameterizedClass
@MethodSource(OnSockets.LOOPS)
class AnswersTest extends OnSockets {
  AnswersTest(Caller.Loops loops) {
    super(loops);
  }

  @Test
  void chunkedBodyComesAsItWasSent() throws InterruptedException {
    String body = "5\r\nhello\r\n0A;x=y\r\n0123456789\r\n";
    Recorder recorder = caller.callOnce(answering(CHUNKED + body + "0\r\n\r\n"));
    completed(recorder, "hello0123456789");
    assertThat(recorder.body()).isEqualTo(body);
    assertThat(recorder.head().headers().get("transfer-encoding")).isEqualTo("chunked");
  }

  @Test
  void trailersComeWithTheEnd() throws InterruptedException {
    Recorder recorder = caller.callOnce(answering(CHUNKED + "0\r\nChecksum: 5\r\n\r\n"));
    completed(recorder, "");
    assertThat(recorder.end().trailers().get("checksum")).isEqualTo("5");
  }

  @Test
  void bodyWithALengthComesWhole() throws InterruptedException {
    Recorder recorder = caller.callOnce(answering(HELLO));
    completed(recorder, "hello");
    assertThat(recorder.body()).isEqualTo("hello");
  }

  @Test
  void bodyWithoutFramingEndsWithTheConnection() throws InterruptedException {
    Recorder recorder = caller.callOnce(answeringAndClosing("HTTP/1.1 200 OK\r\n\r\nhello"));
    completed(recorder, "hello");
    assertThat(recorder.body()).isEqualTo("hello");
  }

  @Test
  void largeBodiesComeWholeWhateverTheirFraming() throws InterruptedException {
    String megabyte = "0123456789abcdef".repeat(65_536);
    String chunks = "10000\r\n" + megabyte.substring(0, 65_536) + "\r\n";
    completed(caller.callOnce(answering(CHUNKED + chunks.repeat(16) + "0\r\n\r\n")), megabyte);
    completed(
        caller.callOnce(answering("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + megabyte)),
        megabyte);
    completed(caller.callOnce(answeringAndClosing("HTTP/1.0 200 OK\r\n\r\n" + megabyte)), megabyte);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      })
  void answerWithoutABodyEndsWithItsHead(String answer) throws InterruptedException {
    Connection connection = caller.dial(answering(answer));
    Recorder recorder = caller.call(connection);
    completed(recorder, "");
    assertThat(recorder.told()).containsExactly("written", "head", "ended");
    assertThat(caller.onLoop(connection::reusable)).isTrue();
  }

  @Test
  void interimHeadsAreNotTold() throws InterruptedException {
    String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n";
    completed(caller.callOnce(answering(interim + HELLO)), "hello");
    completed(caller.callOnce(answering(interim + CHUNKED + "1\r\na\r\n0\r\n\r\n")), "a");
  }

  @Test
  void interimHeadArrivesLongBeforeTheAnswer() throws InterruptedException {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 100 Continue\r\n\r\n");
              goOn.acquire();
              peer.send(HELLO);
              peer.awaitClose();
            });
    Recorder recorder = caller.call(caller.dial(server));
    recorder.await(r -> r.reads() > 0);
    assertThat(recorder.hasHead()).isFalse();
    goOn.release();
    completed(recorder, "hello");
  }

  @Test
  void oldHttpIsUnderstood() throws InterruptedException {
    Recorder recorder =
        caller.callOnce(answering("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    completed(recorder, "hello");
  }

  /** On one connection, so that what one answer leaves behind would spoil the next. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        CHUNKED + "1\r\na\r\n003;x\r\nbcd\r\n1\r\ne\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 103 Hi\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
      })
  void cutAtEveryByteItIsTheSame(String answer) throws InterruptedException {
    AtomicInteger cut = new AtomicInteger();
    Semaphore goOn = new Semaphore(0);
    ScriptedServer server =
        playing(
            peer -> {
              while (peer.readRequest() != null) {
                peer.send(answer.substring(0, cut.get()));
                goOn.acquire();
                peer.send(answer.substring(cut.get()));
              }
            });
    Connection connection = caller.dial(server);
    for (; cut.get() < answer.length(); cut.incrementAndGet()) {
      Recorder recorder = caller.call(connection);
      recorder.await(r -> cut.get() == 0 || r.reads() > 0);
      assertThat(recorder.hasEnded()).isFalse();
      goOn.release();
      completed(recorder, "abcde");
    }
    assertThat(server.peers()).hasSize(1);
    assertThat(server.requests()).hasSize(answer.length());
  }

  @Test
  void requestArrivesWholeAndOnce() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Connection connection = caller.dial(server);
    Recorder recorder = new Recorder();
    caller.run(() -> connection.call(Caller.request(1_000_000), recorder));
    completed(recorder, "hello");
    assertThat(server.requests()).hasSize(1);
    Peer.Request request = server.requests().getFirst();
    assertThat(request.head()).startsWith("POST /v1/chat HTTP/1.1\r\nhost: localhost\r\n");
    assertThat(request.body()).hasSize(1_000_000);
    assertThat(request.header("content-length")).isEqualTo("1000000");
  }
}
