package dev.firsttoken.bench.load;

import static dev.firsttoken.bench.testing.Answers.CONTENT;
import static dev.firsttoken.bench.testing.Answers.DONE;
import static dev.firsttoken.bench.testing.Answers.ERROR;
import static dev.firsttoken.bench.testing.Answers.ROLE;
import static dev.firsttoken.bench.testing.Answers.STREAM_HEAD;
import static dev.firsttoken.bench.testing.Answers.THOUGHT;
import static dev.firsttoken.bench.testing.Answers.USAGE;
import static dev.firsttoken.bench.testing.Answers.chunk;
import static dev.firsttoken.bench.testing.Answers.data;
import static dev.firsttoken.bench.testing.Answers.good;
import static dev.firsttoken.bench.testing.Answers.plain;
import static dev.firsttoken.bench.testing.Answers.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatUserTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void goodStreamIsCountedEventByEvent() {
    String answer = stream(ROLE, THOUGHT, THOUGHT, CONTENT, USAGE, DONE);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.detail()).isNull();
      assertThat(sample.status()).isEqualTo(200);
      assertThat(sample.eventNanos()).hasSize(3);
      assertThat(sample.reasoningEvents()).isEqualTo(2);
      assertThat(sample.firstAnswer()).isEqualTo(2);
      assertThat(sample.completionTokens()).isEqualTo(2);
      assertThat(sample.promptTokens()).isEqualTo(3);
      int bytes = ROLE.length() + 2 * THOUGHT.length() + CONTENT.length();
      assertThat(sample.bytes()).isEqualTo(bytes + USAGE.length() + DONE.length());
    }
  }

  @Test
  void stampsStandInTheOrderOfWhatHappened() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      long before = System.nanoTime();
      Sample sample = user.ask();

      assertThat(
              new long[] {
                before,
                sample.sendNanos(),
                sample.writeNanos(),
                sample.headNanos(),
                sample.eventNanos()[0],
                sample.eventNanos()[1],
                sample.endNanos(),
                System.nanoTime()
              })
          .isSorted();
      assertThat(sample.dueNanos()).isEqualTo(sample.sendNanos());
    }
  }

  @Test
  void whatIsDueIsSampledWithItsTimeAndPhaseElseItIsDueAsItIsSent() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      Sample due = user.ask(new Due(0, Phase.RAMP, 1_000));
      assertThat(due.dueNanos()).isEqualTo(1_000);
      assertThat(due.phase()).isEqualTo(Phase.RAMP);

      Sample now = user.ask(Due.now(0, Phase.WARMUP));
      assertThat(now.dueNanos()).isEqualTo(now.sendNanos());
      assertThat(now.phase()).isEqualTo(Phase.WARMUP);
    }
  }

  @Test
  void stampedEventsKeepWhenTheyWereDueAndSent() {
    String stamped =
        data("{\"due_ns\":10,\"sent_ns\":20,\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
    try (ScriptedServer server =
            ScriptedServer.answering(stream(ROLE, stamped, CONTENT, DONE).getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      Sample sample = user.ask();

      assertThat(sample.stamps()).containsExactly(10, 20, sample.eventNanos()[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ": ping", ": OPENROUTER PROCESSING"})
  void keepAliveSentAsDataIsNoEvent(String said) {
    String keepAlive = data(said);
    String answer = stream(keepAlive, ROLE, keepAlive, CONTENT, keepAlive, USAGE, DONE, keepAlive);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.eventNanos()).hasSize(1);
    }
  }

  @Test
  void keepAlivesAloneAreAnEmptyStream() {
    String answer = stream(data(""), data(": ping"), DONE);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.ask().outcome()).isEqualTo(Outcome.EMPTY_STREAM);
    }
  }

  static Stream<Arguments> badAnswers() {
    return Stream.of(
        Arguments.of(plain("404 Not Found", "text/plain", "no such"), Outcome.HTTP_STATUS, "404"),
        Arguments.of(plain("500 Oops", "text/plain", "it broke"), Outcome.HTTP_STATUS, "it broke"),
        Arguments.of("HTTP/1.1 204 No Content\r\n\r\n", Outcome.NOT_A_STREAM, "null"),
        Arguments.of(plain("200 OK", "text/html", "<html>"), Outcome.NOT_A_STREAM, "<html>"),
        Arguments.of(plain("200 OK", "application/json", "{}"), Outcome.NOT_A_STREAM, "json"),
        Arguments.of(
            good().replace("transfer-encoding", "content-encoding: br\r\ntransfer-encoding"),
            Outcome.NOT_A_STREAM,
            "content-encoding br"),
        Arguments.of(stream(), Outcome.EMPTY_STREAM, "without [DONE]"),
        Arguments.of(stream(ROLE, USAGE, DONE), Outcome.EMPTY_STREAM, "content event"),
        Arguments.of(stream(ROLE, CONTENT, USAGE), Outcome.NO_DONE, "after 1 content"),
        Arguments.of(stream(CONTENT, ERROR, DONE), Outcome.ERROR_EVENT, "out of memory"),
        Arguments.of(stream(CONTENT, data("{\"cho"), DONE), Outcome.MALFORMED, "no JSON"),
        Arguments.of("SMTP ready\r\n\r\n", Outcome.MALFORMED, "HTTP/1.1"),
        Arguments.of(STREAM_HEAD + "x\r\n", Outcome.MALFORMED, "chunk"));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void badAnswerIsAFailedSampleWithItsReason(String answer, Outcome outcome, String reason) {
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(outcome);
      assertThat(sample.detail()).contains(reason);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void streamThatIsClosedMidwayIsCut() {
    brokenMidway(Peer::fin, Outcome.CUT);
  }

  @Test
  void streamThatIsResetMidwayIsReset() {
    brokenMidway(Peer::rst, Outcome.RESET);
  }

  private interface Break {
    void apply(Peer peer) throws IOException;
  }

  // The break waits for the user to have seen an event: an RST may overtake unread bytes.
  private static void brokenMidway(Break how, Outcome outcome) {
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(STREAM_HEAD + chunk(CONTENT));
                  how.apply(peer);
                });
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.ask().outcome()).isEqualTo(outcome);
      assertThat(server.requests()).hasSize(1);
      assertThat(user.surplus()).isZero();
    }
  }

  @Test
  void serverThatNeverAnswersTimesOut() {
    try (ScriptedServer server = ScriptedServer.playing(Peer::awaitClose);
        LoneUser user = new LoneUser(server.baseUrl(), SHORT, null)) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(sample.endNanos() - sample.sendNanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(sample.headNanos()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void streamThatStallsTimesOutAndKeepsWhatCame() {
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(STREAM_HEAD + chunk(CONTENT));
                  peer.awaitClose();
                });
        LoneUser user = new LoneUser(server.baseUrl(), SHORT, null)) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(sample.eventNanos()).hasSize(1);
      assertThat(sample.detail()).contains("1 content events");
    }
  }

  @Test
  void refusedConnectionIsAFailedSample() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (LoneUser user = new LoneUser("http://127.0.0.1:" + closed)) {
      Sample sample = user.ask();

      assertThat(sample.outcome()).isEqualTo(Outcome.CONNECT_FAILED);
      assertThat(sample.detail()).contains("127.0.0.1:" + closed);
      assertThat(sample.writeNanos()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void plainServerBehindHttpsIsATlsFailure() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl().replace("http:", "https:"))) {
      assertThat(user.ask().outcome()).isEqualTo(Outcome.TLS_FAILED);
    }
  }

  @Test
  void requestsFollowOnOneConnection() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      for (int i = 0; i < 10; i++) {
        assertThat(user.ask().outcome()).isEqualTo(Outcome.OK);
      }

      assertThat(server.requests()).hasSize(10);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void connectionFoundClosedBeforeTheNextRequestIsOpenedAnew() {
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(good().replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
                });
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.ask().outcome()).isEqualTo(Outcome.OK);
      assertThat(user.ask().outcome()).isEqualTo(Outcome.OK);

      assertThat(server.requests()).hasSize(2);
      assertThat(server.peers()).hasSize(2);
    }
  }

  @Test
  void keptConnectionThatDiesAfterTheRequestFailsItAndNothingIsSentTwice() {
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(good());
                  peer.readRequest();
                });
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.ask().outcome()).isEqualTo(Outcome.OK);
      Sample second = user.ask();
      assertThat(second.outcome()).isIn(Outcome.CUT, Outcome.RESET);
      assertThat(second.detail()).contains("no byte of an answer came");
      assertThat(user.ask().outcome()).isEqualTo(Outcome.OK);

      assertThat(server.requests()).hasSize(3);
      assertThat(server.peers()).hasSize(2);
    }
  }

  /** So a user that waits for its place in a ramp is not in flight. */
  @Test
  void requestIsUnderWayFromItsSendToItsEnd() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  asked.countDown();
                  looked.await();
                  peer.send(good());
                });
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.calls().underWay()).hasValue(0);
      user.begin();
      asked.await();
      assertThat(user.calls().underWay()).hasValue(1);
      looked.countDown();

      assertThat(user.next().outcome()).isEqualTo(Outcome.OK);
      assertThat(user.calls().underWay()).hasValue(0);
    }
  }

  /** Or Little's law would find more in flight than the samples do, where answers come at once. */
  @Test
  void requestIsToldOfOnceItsSendIsStampedAndNotWhereItIsNotSent() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      user.begin();
      Sample sample = user.next();
      assertThat(user.sent()).hasSize(1).first(LONG).isGreaterThanOrEqualTo(sample.sendNanos());

      user.stop();
      user.begin();
      user.settle();
      assertThat(user.sent()).hasSize(1);
    }
  }

  @Test
  void stoppedUserRecordsItsRequestAsAbortedAndSendsNoMore() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  asked.countDown();
                  peer.awaitClose();
                });
        LoneUser user = new LoneUser(server.baseUrl())) {
      user.begin();
      asked.await();
      user.stop();

      assertThat(user.next().outcome()).isEqualTo(Outcome.ABORTED);
      user.begin();
      user.settle();
      assertThat(user.surplus()).isZero();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void keyIsSentAndNeverRecorded() {
    String echo = plain("401 Unauthorized", "text/plain", "bad key sk-secret here");
    try (ScriptedServer server = ScriptedServer.answering(echo.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), Duration.ofSeconds(10), "sk-secret")) {
      Sample sample = user.ask();

      Peer.Request request = server.requests().getFirst();
      assertThat(request.header("authorization")).isEqualTo("Bearer sk-secret");
      assertThat(sample.detail()).contains("bad key *** here");
    }
  }
}
