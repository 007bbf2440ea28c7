package dev.firsttoken.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.EventKeeper.Events;
import dev.firsttoken.bench.options.Vocabulary;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.testing.Answers;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What is kept of a stream whose reads bring so many bytes each. */
  private static Events kept(int bytesPerRead, String... events) {
    List<Boolean> content = new ArrayList<>();
    EventKeeper keeper = new EventKeeper(facts -> content.add(facts.content()));
    SseScanner scanner = new SseScanner(keeper);
    ByteBuf stream = Unpooled.copiedBuffer(String.join("", events), UTF_8);
    for (int at = 0; at < stream.writerIndex(); at += bytesPerRead) {
      scanner.scan(stream, at, Math.min(at + bytesPerRead, stream.writerIndex()));
    }
    assertThat(content).hasSize(events.length);
    return Objects.requireNonNull(keeper.events());
  }

  private static Events kept(String... events) {
    return kept(Integer.MAX_VALUE / 2, events);
  }

  private static String delta(String fields) {
    return Answers.data("{\"choices\":[{\"delta\":{" + fields + "}}]}");
  }

  private record Said(@Nullable String text, long tokens) {}

  private static Said read(Texts texts, @Nullable Events events) {
    List<@Nullable String> text = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    texts.read(events, text::add, tokens::add);
    texts.finish(PATIENCE);
    assertThat(text).hasSize(1);
    assertThat(tokens).hasSize(1);
    return new Said(text.getFirst(), tokens.getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 100_000})
  void textIsJoinedHoweverTheStreamIsCut(int bytesPerRead) throws IOException {
    String[] stream = {
      Answers.ROLE,
      delta("\"reasoning_content\":\"hm\""),
      delta("\"content\":\"grü\\u00df \\ud83d\""),
      Answers.data(": ping"),
      delta("\"content\":\"\\ude00\\n\""),
      Answers.STOP,
      Answers.USAGE,
      Answers.DONE,
      delta("\"content\":\"late\"")
    };

    assertThat(AnswerText.of(kept(bytesPerRead, stream)))
        .isEqualTo(new AnswerText("grüß 😀\n", "hm", ""));
  }

  static Stream<Arguments> places() {
    return Stream.of(
        Arguments.of("\"content\":\"a\"", new AnswerText("a", "", "")),
        Arguments.of("\"refusal\":\"a\"", new AnswerText("a", "", "")),
        Arguments.of(
            "\"content\":[{\"text\":\"a\"},{\"text\":\"b\"}]", new AnswerText("ab", "", "")),
        Arguments.of("\"content\":[{\"thinking\":\"a\"}]", new AnswerText("", "a", "")),
        Arguments.of(
            "\"content\":[{\"thinking\":[{\"text\":\"a\"}]}]", new AnswerText("", "a", "")),
        Arguments.of("\"reasoning\":\"a\"", new AnswerText("", "a", "")),
        Arguments.of(
            "\"reasoning\":\"a\",\"reasoning_content\":\"a\"", new AnswerText("", "a", "")),
        Arguments.of("\"reasoning_content\":\"\",\"reasoning\":\"a\"", new AnswerText("", "a", "")),
        Arguments.of(
            "\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]", new AnswerText("", "", "{}")),
        Arguments.of("\"function_call\":{\"arguments\":\"{}\"}", new AnswerText("", "", "{}")),
        Arguments.of("\"content\":\"a\\ud800\"", new AnswerText("a?", "", "")));
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyPlaceThatMakesAContentEventIsRead(String delta, AnswerText read) throws IOException {
    Events events = kept(delta(delta));

    assertThat(events.ends()).hasSize(1);
    assertThat(AnswerText.of(events)).isEqualTo(read);
  }

  @ParameterizedTest
  @EnumSource
  void tokensAreCountedOfAllThatWasSaid(Vocabulary vocabulary) {
    Texts texts = new Texts(Tokenizer.of(vocabulary));
    Events events =
        kept(
            delta("\"reasoning\":\"one two\""),
            delta("\"content\":\"three four five\""),
            delta("\"tool_calls\":[{\"function\":{\"arguments\":\"six\"}}]"));

    assertThat(read(texts, events)).isEqualTo(new Said("three four five", 6));
  }

  @Test
  void nothingIsCountedWithoutATokenizerOrOfNoContent() {
    assertThat(read(new Texts(null), kept(Answers.CONTENT)))
        .isEqualTo(new Said("word", Sample.NONE));
    Texts counting = new Texts(Tokenizer.of(Vocabulary.CL100K_BASE));
    assertThat(read(counting, kept(Answers.ROLE))).isEqualTo(new Said(null, Sample.NONE));
  }

  @Test
  void answerThatWasNotKeptIsNotKnown() {
    assertThat(read(new Texts(null), null)).isEqualTo(new Said(null, Sample.NONE));
  }

  @Test
  void everythingIsToldInTheOrderInWhichItWasHandedOver() {
    Texts texts = new Texts(Tokenizer.of(Vocabulary.CL100K_BASE));
    List<String> told = new ArrayList<>();
    texts.after(() -> told.add("begin"));
    for (int i = 1; i <= 3; i++) {
      texts.read(
          kept(delta("\"content\":\"" + "a ".repeat(i) + "\"")),
          text -> {},
          tokens -> told.add(Long.toString(tokens)));
    }
    texts.after(() -> told.add("end"));
    texts.finish(PATIENCE);

    assertThat(told).containsExactly("begin", "2", "3", "4", "end");
  }

  @Test
  void answerThatCannotBeReadHoldsUpNobody() {
    Texts texts = new Texts(Tokenizer.of(Vocabulary.CL100K_BASE));
    List<@Nullable String> text = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    texts.read(new Events(new byte[0], new long[] {9}), text::add, tokens::add);
    texts.read(kept(Answers.CONTENT), text::add, tokens::add);
    texts.finish(PATIENCE);

    assertThat(text).containsExactly(null, "word");
    assertThat(tokens).containsExactly(Sample.NONE, 1L);
  }

  @Test
  void whoWaitsIsHeldUntilTheLastTokensAreTold() throws InterruptedException {
    Texts texts = new Texts(Tokenizer.of(Vocabulary.CL100K_BASE));
    CountDownLatch counting = new CountDownLatch(1);
    List<Long> tokens = new ArrayList<>();
    texts.read(null, text -> {}, none -> awaitQuietly(counting));
    texts.read(kept(Answers.CONTENT), text -> {}, tokens::add);
    assertThat(texts.told(Duration.ZERO)).isFalse();
    assertThat(tokens).isEmpty();

    counting.countDown();

    assertThat(texts.told(PATIENCE)).isTrue();
    assertThat(tokens).containsExactly(1L);
    texts.finish(PATIENCE);
    assertThat(texts.told(PATIENCE)).as("when all is over").isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsToldAsNotKnown() throws InterruptedException {
    Texts texts = new Texts(Tokenizer.of(Vocabulary.CL100K_BASE));
    List<String> told = new ArrayList<>();
    Thread impatient = Thread.ofPlatform().unstarted(() -> texts.finish(Duration.ZERO));
    texts.read(
        null,
        text -> {
          // It parks only after its patience is over.
          while (impatient.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
        },
        tokens -> told.add("first"));
    texts.read(
        kept(Answers.CONTENT),
        text -> {},
        tokens -> told.add(tokens == Sample.NONE ? "not counted" : "counted"));
    texts.after(() -> told.add("last"));

    impatient.start();
    impatient.join();

    assertThat(told).containsExactly("first", "not counted", "last");
  }

  @Test
  void answerTooLongToBeKeptIsNotCutShort() {
    EventKeeper keeper = new EventKeeper(facts -> {});
    SseScanner scanner = new SseScanner(keeper);
    ByteBuf event =
        Unpooled.copiedBuffer(delta("\"content\":\"" + "a".repeat(1 << 20) + "\""), UTF_8);
    for (int mib = 1; mib < 64; mib++) {
      scanner.scan(event, 0, event.writerIndex());
    }

    assertThat(keeper.events()).isNotNull();
    scanner.scan(event, 0, event.writerIndex());
    assertThat(keeper.events()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void wordsAreATokenEach(Vocabulary vocabulary) {
    Tokenizer tokenizer = Tokenizer.of(vocabulary);
    Words words = new Words(10_000, new UnpooledByteBufAllocator(false, true));
    for (int tokens : new int[] {1, 10, 1000, 10_000}) {
      for (int k : new int[] {0, 1, 99_999}) {
        ByteBuf text = words.text(k, tokens);
        assertThat(tokenizer.count(text.toString(UTF_8))).isEqualTo(tokens);
        text.release();
      }
    }
  }
}
