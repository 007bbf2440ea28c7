package dev.firsttoken.bench.load;

import static dev.firsttoken.bench.testing.Answers.CONTENT;
import static dev.firsttoken.bench.testing.Answers.DONE;
import static dev.firsttoken.bench.testing.Answers.ROLE;
import static dev.firsttoken.bench.testing.Answers.STOP;
import static dev.firsttoken.bench.testing.Answers.THOUGHT;
import static dev.firsttoken.bench.testing.Answers.USAGE;
import static dev.firsttoken.bench.testing.Answers.good;
import static dev.firsttoken.bench.testing.Answers.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Vocabulary;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a user asks beyond one prompt, and what it does with the answers. */
class TalkingUserTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> contents(Peer.Request request) {
    try {
      return JSON.readTree(request.body()).findValuesAsText("content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void conversationGoesOnWithTheAnswersThatCame() {
    String answer = stream(ROLE, THOUGHT, CONTENT, CONTENT, STOP, USAGE, DONE);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), new Talk(null, null, 2, false, null))) {
      for (int i = 0; i < 3; i++) {
        assertThat(user.turn().outcome()).isEqualTo(Outcome.OK);
      }

      assertThat(server.requests())
          .extracting(TalkingUserTest::contents)
          .containsExactly(
              List.of("hello"), List.of("hello", "wordword", "Go on."), List.of("hello"));
    }
  }

  @Test
  void conversationEndsWithAFailedRequest() {
    String answer = stream(ROLE, CONTENT, USAGE);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), new Talk(null, null, 3, false, null))) {
      assertThat(user.turn().outcome()).isEqualTo(Outcome.NO_DONE);
      user.turn();

      assertThat(server.requests())
          .extracting(TalkingUserTest::contents)
          .containsOnly(List.of("hello"));
    }
  }

  /** Or Little's law would find that much more in flight than was. */
  @Test
  void requestIsOverBeforeItsAnswerIsRead() {
    CountDownLatch reading = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), new Talk(null, null, 2, false, null))) {
      requireNonNull(user.calls().asking().texts())
          .read(null, text -> awaited(reading), tokens -> {});
      user.begin();

      user.awaitEnd();
      user.settle();
      assertThat(user.goesOn()).isFalse();
      assertThat(user.calls().underWay()).hasValue(0);

      reading.countDown();
      assertThat(user.next().outcome()).isEqualTo(Outcome.OK);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tokensOfTheTextAreCountedWhateverUsageSays() {
    Talk counted = new Talk(null, null, 1, false, Vocabulary.CL100K_BASE);
    String answer = stream(ROLE, THOUGHT, CONTENT, CONTENT, STOP, DONE);
    try (ScriptedServer server = ScriptedServer.answering(answer.getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), counted)) {
      Sample sample = user.ask();

      assertThat(sample.textTokens()).isEqualTo(3);
      assertThat(sample.completionTokens()).isEqualTo(Sample.NONE);
    }
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl())) {
      assertThat(user.ask().textTokens()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void uniquePrefixIsAnotherOneForEachRequest() {
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser user = new LoneUser(server.baseUrl(), new Talk(null, null, 1, true, null))) {
      user.ask();
      user.ask();

      assertThat(server.requests().getFirst().text()).contains(" hello");
      assertThat(server.requests().getFirst().text())
          .isNotEqualTo(server.requests().getLast().text());
    }
  }
}
