package dev.firsttoken.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Allocation;
import dev.firsttoken.wire.testing.FragmentFeeder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream has the same events however it is split. */
class SseSplitTest {

  private static final String[] FRAGMENTS = {
    "data",
    "data:",
    "data: ",
    "da",
    "ta",
    ":",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    "\r\r",
    "event: e",
    "event: error",
    "event",
    "error",
    "error: nu",
    "ll",
    "error:{",
    "}",
    "err",
    "or",
    "id",
    "x",
    "one two three",
    "é€😀",
    "\uFEFF",
    "\0",
    "0123456789ABCDEF"
  };

  /** To the reference parser it is one event more, and the other events stay the same. */
  @Test
  void anotherEventCanFollowAtEveryEventBoundary() {
    Random random = new Random(1);
    int boundaries = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int words = random.nextInt(8); words > 0; words--) {
        text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      }
      byte[] stream = text.toString().getBytes(StandardCharsets.UTF_8);
      SseScanner scanner = new SseScanner(new RecordingSseSink());
      FragmentFeeder.feedSplitRandomly(random, stream, scanner::scan);
      if (scanner.isAtEventBoundary()) {
        boundaries++;
        List<String> expected = new ArrayList<>(ReferenceSseParser.parse(stream));
        expected.add("ours");
        byte[] both = (text + "data: ours\n\n").getBytes(StandardCharsets.UTF_8);
        assertThat(ReferenceSseParser.parse(both)).as("%s", text).isEqualTo(expected);
      }
    }
    assertThat(boundaries).isBetween(2_000, 18_000);
  }

  @Test
  void everySplitGivesTheSameEvents() {
    byte[] stream =
        ("\uFEFF: hello\r\ndata: one\r\n\r\nevent: e\rdata:two\rid: 7\rdata\rdata:  2\r\r"
                + "data\ndata:\ndataset: no\nda: no\n\ndata: [DONE]\n\ndata: unfinished\n")
            .getBytes(StandardCharsets.UTF_8);
    List<String> expected = List.of("one", "two\n\n 2", "\n", "[DONE]");
    assertThat(ReferenceSseParser.parse(stream)).isEqualTo(expected);
    for (int cut = 0; cut <= stream.length; cut++) {
      RecordingSseSink sink = new RecordingSseSink();
      FragmentFeeder.feedSplitAt(cut, stream, new SseScanner(sink)::scan);
      assertThat(sink.events).as("cut at %d", cut).isEqualTo(expected);
    }
    for (int size : new int[] {1, 2, 3, 7}) {
      RecordingSseSink sink = new RecordingSseSink();
      FragmentFeeder.feedInSizes(size, stream, new SseScanner(sink)::scan);
      assertThat(sink.events).as("pieces of %d", size).isEqualTo(expected);
    }
  }

  @Test
  void everySplitFindsTheSameErrors() {
    byte[] stream =
        String.join(
                "",
                "event: error\ndata: one\n\nevent:error\rdata: two\r\rerror: {\"code\":500}\n\n",
                "event: errors\ndata: three\n\ndata: four\r\nerror:x\r\n\r\ndata: five\n\n",
                "error: null\r\ndata: six\r\n\r\nerror: nul\ndata: seven\n\nerror: {}\n\n")
            .getBytes(StandardCharsets.UTF_8);
    List<String> expected =
        List.of(
            "[error] one",
            "[error] two",
            "[error] ",
            "three",
            "[error] four",
            "five",
            "six",
            "[error] seven");
    for (int cut = 0; cut <= stream.length; cut++) {
      RecordingSseSink sink = new RecordingSseSink();
      FragmentFeeder.feedSplitAt(cut, stream, new SseScanner(sink)::scan);
      assertThat(sink.events).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  /** An end of the stream is the same as a line end and a blank line, wherever it comes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void finishCompletesWhateverIsPending(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] stream = randomStream(random);
      RecordingSseSink sink = new RecordingSseSink();
      SseScanner scanner = new SseScanner(sink);
      FragmentFeeder.feedSplitRandomly(random, stream, scanner::scan);
      scanner.finish();
      byte[] completed =
          (new String(stream, StandardCharsets.UTF_8) + "\n\n").getBytes(StandardCharsets.UTF_8);
      assertThat(sink.events).isEqualTo(ReferenceSseParser.parse(completed));
      assertThat(scanner.isAtEventBoundary()).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomStreamsMatchTheReferenceParser(long seed) {
    Random random = new Random(seed);
    int events = 0;
    for (int round = 0; round < 500; round++) {
      byte[] stream = randomStream(random);
      RecordingSseSink sink = new RecordingSseSink();
      FragmentFeeder.feedSplitRandomly(random, stream, new SseScanner(sink)::scan);
      List<String> expected = ReferenceSseParser.parse(stream);
      assertThat(sink.events).as("round %d", round).isEqualTo(expected);
      events += expected.size();
    }
    assertThat(events).isGreaterThan(200);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void arbitraryBytesDoNotAffectTheNextEvent(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = round % 2 == 0 ? new byte[random.nextInt(100)] : randomStream(random);
      if (round % 2 == 0) {
        random.nextBytes(bytes);
      }
      RecordingSseSink sink = new RecordingSseSink();
      SseScanner scanner = new SseScanner(sink);
      FragmentFeeder.feedSplitRandomly(random, bytes, scanner::scan);
      byte[] next = "\n\ndata: after\n\n".getBytes(StandardCharsets.US_ASCII);
      FragmentFeeder.feedSplitRandomly(random, next, scanner::scan);
      assertThat(sink.events).as("round %d", round).endsWith("after");
      assertThat(scanner.isAtEventBoundary()).isTrue();
    }
  }

  @Test
  void unterminatedEventAllocatesNoMemory() {
    long[] length = new long[1];
    SseScanner scanner =
        new SseScanner(
            new SseSink() {
              @Override
              public void onData(ByteBuf bytes, int from, int to) {
                length[0] += to - from;
              }

              @Override
              public void onEvent(boolean error) {
                throw new AssertionError("the event is incomplete");
              }
            });
    byte[] start = "data: ".getBytes(StandardCharsets.US_ASCII);
    scanner.scan(Unpooled.wrappedBuffer(start), 0, start.length);
    ByteBuf piece = Unpooled.wrappedBuffer("x".repeat(16_384).getBytes(StandardCharsets.US_ASCII));
    long allocated =
        Allocation.measureBytes(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                scanner.scan(piece, 0, 16_384);
              }
            });
    assertThat(length[0]).isEqualTo(20_000L * 16_384);
    // For 320 MB of input; class loading takes a few bytes for each read.
    assertThat(allocated).isLessThan(100_000);
  }

  static byte[] randomStream(Random random) {
    StringBuilder stream = new StringBuilder();
    int words = random.nextInt(60);
    for (int i = 0; i < words; i++) {
      stream.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    }
    return stream.toString().getBytes(StandardCharsets.UTF_8);
  }
}
