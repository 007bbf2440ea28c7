package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.REASONING;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STOP;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MultiTurnUserTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> contents(Peer.Request request) {
    try {
      return JSON.readTree(request.body()).findValuesAsText("content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void conversationContinuesWithTheReceivedResponses() {
    String response = stream(ROLE, REASONING, CONTENT, CONTENT, STOP, USAGE, DONE);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user =
            new SingleUser(server.baseUrl(), new WorkloadOptions(null, null, 2, false, null))) {
      for (int i = 0; i < 3; i++) {
        assertThat(user.sendTurn().outcome()).isEqualTo(Outcome.OK);
      }

      assertThat(server.requests())
          .extracting(MultiTurnUserTest::contents)
          .containsExactly(
              List.of("hello"), List.of("hello", "wordword", "Go on."), List.of("hello"));
    }
  }

  @Test
  void conversationEndsWithAFailedRequest() {
    String response = stream(ROLE, CONTENT, USAGE);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user =
            new SingleUser(server.baseUrl(), new WorkloadOptions(null, null, 3, false, null))) {
      assertThat(user.sendTurn().outcome()).isEqualTo(Outcome.NO_DONE);
      user.sendTurn();

      assertThat(server.requests())
          .extracting(MultiTurnUserTest::contents)
          .containsOnly(List.of("hello"));
    }
  }

  /** Otherwise Little's law counts the time of decoding as time in flight. */
  @Test
  void requestEndsBeforeItsTextIsDecoded() {
    CountDownLatch reading = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user =
            new SingleUser(server.baseUrl(), new WorkloadOptions(null, null, 2, false, null))) {
      requireNonNull(user.clientContext().workload().textProcessor())
          .read(null, text -> awaitQuietly(reading), tokens -> {});
      user.startRequest();

      user.awaitEnded();
      user.awaitLoop();
      assertThat(user.canSendNext()).isFalse();
      assertThat(user.clientContext().inFlight()).hasValue(0);

      reading.countDown();
      assertThat(user.nextSample().outcome()).isEqualTo(Outcome.OK);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void textTokensAreCountedIndependentlyOfUsage() {
    WorkloadOptions counted = new WorkloadOptions(null, null, 1, false, TokenizerName.CL100K_BASE);
    String response = stream(ROLE, REASONING, CONTENT, CONTENT, STOP, DONE);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl(), counted)) {
      Sample sample = user.send();

      assertThat(sample.textTokens()).isEqualTo(3);
      assertThat(sample.completionTokens()).isEqualTo(Sample.NONE);
    }
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().textTokens()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void eachRequestHasItsOwnUniquePrefix() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user =
            new SingleUser(server.baseUrl(), new WorkloadOptions(null, null, 1, true, null))) {
      user.send();
      user.send();

      assertThat(server.requests().getFirst().text()).contains(" hello");
      assertThat(server.requests().getFirst().text())
          .isNotEqualTo(server.requests().getLast().text());
    }
  }
}
