package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.REASONING;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualUserTest {

  @Test
  void goodStreamIsCountedEventByEvent() {
    String response = stream(ROLE, REASONING, REASONING, CONTENT, USAGE, DONE);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.detail()).isNull();
      assertThat(sample.status()).isEqualTo(200);
      assertThat(sample.eventNanos()).hasSize(3);
      assertThat(sample.reasoningEvents()).isEqualTo(2);
      assertThat(sample.firstOutputIndex()).isEqualTo(2);
      assertThat(sample.completionTokens()).isEqualTo(2);
      assertThat(sample.promptTokens()).isEqualTo(3);
      int bytes = ROLE.length() + 2 * REASONING.length() + CONTENT.length();
      assertThat(sample.bytes()).isEqualTo(bytes + USAGE.length() + DONE.length());
    }
  }

  @Test
  void stampsAreInTheOrderOfEvents() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      long before = System.nanoTime();
      Sample sample = user.send();

      assertThat(
              new long[] {
                before,
                sample.sendNanos(),
                sample.writeNanos(),
                sample.headersNanos(),
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
  void plannedRequestKeepsItsDueTimeAndPhaseAndOthersAreDueAsTheyAreSent() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample due = user.send(new PlannedRequest(0, Phase.RAMP, 1_000));
      assertThat(due.dueNanos()).isEqualTo(1_000);
      assertThat(due.phase()).isEqualTo(Phase.RAMP);

      Sample now = user.send(PlannedRequest.immediate(0, Phase.WARMUP));
      assertThat(now.dueNanos()).isEqualTo(now.sendNanos());
      assertThat(now.phase()).isEqualTo(Phase.WARMUP);
    }
  }

  @Test
  void stampedEventsKeepWhenTheyWereDueAndSent() {
    String stamped =
        data("{\"due_ns\":10,\"sent_ns\":20,\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, stamped, CONTENT, DONE).getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.stamps()).containsExactly(10, 20, sample.eventNanos()[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ": ping", ": OPENROUTER PROCESSING"})
  void keepAliveSentAsDataIsNotAnEvent(String comment) {
    String keepAlive = data(comment);
    String response =
        stream(keepAlive, ROLE, keepAlive, CONTENT, keepAlive, USAGE, DONE, keepAlive);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.eventNanos()).hasSize(1);
    }
  }

  @Test
  void keepAlivesAloneAreAnEmptyStream() {
    String response = stream(data(""), data(": ping"), DONE);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.EMPTY_STREAM);
    }
  }

  @Test
  void cachedPromptTokensAreReadFromUsageAndTimings() {
    String usage =
        data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":7}}}");
    String timings = data("{\"choices\":[],\"timings\":{\"cache_n\":5}}");
    for (String last : new String[] {usage, timings}) {
      try (ScriptedServer server =
              ScriptedServer.responding(stream(CONTENT, last, DONE).getBytes(UTF_8));
          SingleUser user = new SingleUser(server.baseUrl())) {
        assertThat(user.send().cachedTokens()).isEqualTo(last.equals(usage) ? 7 : 5);
      }
    }
  }

  @Test
  void requestsReuseOneConnection() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      for (int i = 0; i < 10; i++) {
        assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
      }

      assertThat(server.requests()).hasSize(10);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void connectionFoundClosedBeforeTheNextRequestIsReplaced() {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(goodStream().replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);

      assertThat(server.requests()).hasSize(2);
      assertThat(server.peers()).hasSize(2);
    }
  }

  @Test
  void requestIsInFlightFromItsSendToItsEnd() throws InterruptedException {
    CountDownLatch requested = new CountDownLatch(1);
    CountDownLatch checked = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  requested.countDown();
                  checked.await();
                  peer.send(goodStream());
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.clientContext().inFlight()).hasValue(0);
      user.startRequest();
      requested.await();
      assertThat(user.clientContext().inFlight()).hasValue(1);
      checked.countDown();

      assertThat(user.nextSample().outcome()).isEqualTo(Outcome.OK);
      assertThat(user.clientContext().inFlight()).hasValue(0);
    }
  }

  /** Otherwise Little's law finds more in flight than the samples, if responses are immediate. */
  @Test
  void onSentRunsAfterTheSendIsStampedAndNotForAnUnsentRequest() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.startRequest();
      Sample sample = user.nextSample();
      assertThat(user.sent()).hasSize(1).first(LONG).isGreaterThanOrEqualTo(sample.sendNanos());

      user.stop();
      user.startRequest();
      user.awaitLoop();
      assertThat(user.sent()).hasSize(1);
    }
  }

  @Test
  void stoppedUserRecordsItsRequestAsAbortedAndSendsNoMore() throws InterruptedException {
    CountDownLatch requested = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  requested.countDown();
                  peer.awaitClose();
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.startRequest();
      requested.await();
      user.stop();

      assertThat(user.nextSample().outcome()).isEqualTo(Outcome.ABORTED);
      user.startRequest();
      user.awaitLoop();
      assertThat(user.unexpectedSamples()).isZero();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void keyIsSentAndNeverRecorded() {
    String echo = plain("401 Unauthorized", "text/plain", "bad key sk-secret here");
    try (ScriptedServer server = ScriptedServer.responding(echo.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl(), Duration.ofSeconds(10), "sk-secret")) {
      Sample sample = user.send();

      Peer.Request request = server.requests().getFirst();
      assertThat(request.header("authorization")).isEqualTo("Bearer sk-secret");
      assertThat(sample.detail()).contains("bad key *** here");
    }
  }
}
