package dev.firsttoken.bench.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.ContentCapture.Events;
import dev.firsttoken.bench.load.requests.FillerText;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.testing.ChatResponses;
import dev.firsttoken.bench.tokens.Tokenizer;
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

class ResponseTextProcessorTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Captures a stream in reads of this size. */
  private static Events capture(int bytesPerRead, String... events) {
    List<Boolean> content = new ArrayList<>();
    ContentCapture contentCapture =
        new ContentCapture(facts -> content.add(facts.hasContent()), ExpectedResponse.CHAT);
    SseScanner scanner = new SseScanner(contentCapture);
    ByteBuf stream = Unpooled.copiedBuffer(String.join("", events), UTF_8);
    for (int at = 0; at < stream.writerIndex(); at += bytesPerRead) {
      scanner.scan(stream, at, Math.min(at + bytesPerRead, stream.writerIndex()));
    }
    assertThat(content).hasSize(events.length);
    return Objects.requireNonNull(contentCapture.events());
  }

  private static Events capture(String... events) {
    return capture(Integer.MAX_VALUE / 2, events);
  }

  private static String delta(String fields) {
    return ChatResponses.data("{\"choices\":[{\"delta\":{" + fields + "}}]}");
  }

  private record ReadResult(@Nullable String text, long tokens) {}

  private static ReadResult read(ResponseTextProcessor textProcessor, @Nullable Events events) {
    List<@Nullable String> text = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    textProcessor.read(events, text::add, tokens::add);
    textProcessor.finish(TIMEOUT);
    assertThat(text).hasSize(1);
    assertThat(tokens).hasSize(1);
    return new ReadResult(text.getFirst(), tokens.getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 100_000})
  void textIsJoinedHoweverTheStreamIsSplit(int bytesPerRead) throws IOException {
    String[] stream = {
      ChatResponses.ROLE,
      delta("\"reasoning_content\":\"hm\""),
      delta("\"content\":\"grü\\u00df \\ud83d\""),
      ChatResponses.data(": ping"),
      delta("\"content\":\"\\ude00\\n\""),
      ChatResponses.STOP,
      ChatResponses.USAGE,
      ChatResponses.DONE,
      delta("\"content\":\"late\"")
    };

    assertThat(ResponseText.parse(capture(bytesPerRead, stream)))
        .isEqualTo(new ResponseText("grüß 😀\n", "hm", ""));
  }

  static Stream<Arguments> places() {
    return Stream.of(
        Arguments.of("\"content\":\"a\"", new ResponseText("a", "", "")),
        Arguments.of("\"refusal\":\"a\"", new ResponseText("a", "", "")),
        Arguments.of(
            "\"content\":[{\"text\":\"a\"},{\"text\":\"b\"}]", new ResponseText("ab", "", "")),
        Arguments.of("\"content\":[{\"thinking\":\"a\"}]", new ResponseText("", "a", "")),
        Arguments.of(
            "\"content\":[{\"thinking\":[{\"text\":\"a\"}]}]", new ResponseText("", "a", "")),
        Arguments.of("\"reasoning\":\"a\"", new ResponseText("", "a", "")),
        Arguments.of(
            "\"reasoning\":\"a\",\"reasoning_content\":\"a\"", new ResponseText("", "a", "")),
        Arguments.of(
            "\"reasoning_content\":\"\",\"reasoning\":\"a\"", new ResponseText("", "a", "")),
        Arguments.of(
            "\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]",
            new ResponseText("", "", "{}")),
        Arguments.of("\"function_call\":{\"arguments\":\"{}\"}", new ResponseText("", "", "{}")),
        Arguments.of(
            "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]",
            new ResponseText("", "", "f")),
        Arguments.of(
            "\"tool_calls\":[{\"custom\":{\"name\":\"f\",\"input\":\"x\"}}]",
            new ResponseText("", "", "fx")),
        Arguments.of("\"audio\":{\"transcript\":\"a\"}", new ResponseText("a", "", "")),
        Arguments.of(
            "\"reasoning_details\":[{\"text\":\"a\"},{\"summary\":\"b\"}]",
            new ResponseText("", "ab", "")),
        Arguments.of(
            "\"reasoning\":\"a\",\"reasoning_details\":[{\"text\":\"a\"}]",
            new ResponseText("", "a", "")),
        Arguments.of("\"content\":\"a\\ud800\"", new ResponseText("a?", "", "")));
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyFieldThatMakesAContentEventIsRead(String delta, ResponseText expected)
      throws IOException {
    Events events = capture(delta(delta));

    assertThat(events.ends()).hasSize(1);
    assertThat(ResponseText.parse(events)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void tokensOfTextReasoningAndArgumentsAreCounted(TokenizerName tokenizerName) {
    ResponseTextProcessor textProcessor = new ResponseTextProcessor(Tokenizer.of(tokenizerName));
    Events events =
        capture(
            delta("\"reasoning\":\"one two\""),
            delta("\"content\":\"three four five\""),
            delta("\"tool_calls\":[{\"function\":{\"arguments\":\"six\"}}]"));

    assertThat(read(textProcessor, events)).isEqualTo(new ReadResult("three four five", 6));
  }

  @Test
  void nothingIsCountedWithoutATokenizerOrContent() {
    assertThat(read(new ResponseTextProcessor(null), capture(ChatResponses.CONTENT)))
        .isEqualTo(new ReadResult("word", Sample.NONE));
    ResponseTextProcessor counting =
        new ResponseTextProcessor(Tokenizer.of(TokenizerName.CL100K_BASE));
    assertThat(read(counting, capture(ChatResponses.ROLE)))
        .isEqualTo(new ReadResult(null, Sample.NONE));
  }

  @Test
  void responseThatWasNotCapturedIsUnknown() {
    assertThat(read(new ResponseTextProcessor(null), null))
        .isEqualTo(new ReadResult(null, Sample.NONE));
  }

  @Test
  void resultsArriveInSubmissionOrder() {
    ResponseTextProcessor textProcessor =
        new ResponseTextProcessor(Tokenizer.of(TokenizerName.CL100K_BASE));
    List<String> reported = new ArrayList<>();
    textProcessor.runAfterPending(() -> reported.add("begin"));
    for (int i = 1; i <= 3; i++) {
      textProcessor.read(
          capture(delta("\"content\":\"" + "a ".repeat(i) + "\"")),
          text -> {},
          tokens -> reported.add(Long.toString(tokens)));
    }
    textProcessor.runAfterPending(() -> reported.add("end"));
    textProcessor.finish(TIMEOUT);

    assertThat(reported).containsExactly("begin", "2", "3", "4", "end");
  }

  @Test
  void unreadableResponseDoesNotBlockTheNextOne() {
    ResponseTextProcessor textProcessor =
        new ResponseTextProcessor(Tokenizer.of(TokenizerName.CL100K_BASE));
    List<@Nullable String> text = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    textProcessor.read(new Events(new byte[0], new long[] {9}), text::add, tokens::add);
    textProcessor.read(capture(ChatResponses.CONTENT), text::add, tokens::add);
    textProcessor.finish(TIMEOUT);

    assertThat(text).containsExactly(null, "word");
    assertThat(tokens).containsExactly(Sample.NONE, 1L);
  }

  @Test
  void awaitPendingReturnsAfterTheLastTokensAreReported() throws InterruptedException {
    ResponseTextProcessor textProcessor =
        new ResponseTextProcessor(Tokenizer.of(TokenizerName.CL100K_BASE));
    CountDownLatch counting = new CountDownLatch(1);
    List<Long> tokens = new ArrayList<>();
    textProcessor.read(null, text -> {}, none -> awaitQuietly(counting));
    textProcessor.read(capture(ChatResponses.CONTENT), text -> {}, tokens::add);
    assertThat(textProcessor.awaitPending(Duration.ZERO)).isFalse();
    assertThat(tokens).isEmpty();

    counting.countDown();

    assertThat(textProcessor.awaitPending(TIMEOUT)).isTrue();
    assertThat(tokens).containsExactly(1L);
    textProcessor.finish(TIMEOUT);
    assertThat(textProcessor.awaitPending(TIMEOUT)).as("after finish").isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pendingResponsesAreReportedAsUnknownAfterTheTimeout() throws InterruptedException {
    ResponseTextProcessor textProcessor =
        new ResponseTextProcessor(Tokenizer.of(TokenizerName.CL100K_BASE));
    List<String> reported = new ArrayList<>();
    Thread finisher = Thread.ofPlatform().unstarted(() -> textProcessor.finish(Duration.ZERO));
    textProcessor.read(
        null,
        text -> {
          // It parks only after its timeout.
          while (finisher.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
        },
        tokens -> reported.add("first"));
    textProcessor.read(
        capture(ChatResponses.CONTENT),
        text -> {},
        tokens -> reported.add(tokens == Sample.NONE ? "not counted" : "counted"));
    textProcessor.runAfterPending(() -> reported.add("last"));

    finisher.start();
    finisher.join();

    assertThat(reported).containsExactly("first", "not counted", "last");
  }

  @Test
  void tooLongResponseIsNotTruncated() {
    ContentCapture contentCapture = new ContentCapture(facts -> {}, ExpectedResponse.CHAT);
    SseScanner scanner = new SseScanner(contentCapture);
    ByteBuf event =
        Unpooled.copiedBuffer(delta("\"content\":\"" + "a".repeat(1 << 20) + "\""), UTF_8);
    for (int mib = 1; mib < 64; mib++) {
      scanner.scan(event, 0, event.writerIndex());
    }

    assertThat(contentCapture.events()).isNotNull();
    scanner.scan(event, 0, event.writerIndex());
    assertThat(contentCapture.events()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void fillerWordsAreOneTokenEach(TokenizerName tokenizerName) {
    Tokenizer tokenizer = Tokenizer.of(tokenizerName);
    FillerText fillerText = new FillerText(10_000, new UnpooledByteBufAllocator(false, true));
    for (int tokens : new int[] {1, 10, 1000, 10_000}) {
      for (int k : new int[] {0, 1, 99_999}) {
        ByteBuf text = fillerText.text(k, tokens);
        assertThat(tokenizer.count(text.toString(UTF_8))).isEqualTo(tokens);
        text.release();
      }
    }
  }
}
