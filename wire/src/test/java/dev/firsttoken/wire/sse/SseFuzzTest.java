package dev.firsttoken.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.FragmentFeeder;
import dev.firsttoken.wire.testing.Fuzz;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares random streams, split at random, with the reference parser. */
class SseFuzzTest {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] SYNTAX_BYTES = {'d', 'a', 't', 'a', ':', ' ', '\n', '\r', 'x', 0};

  @Test
  void eventsAndBoundariesMatchTheReferenceParser() {
    long inputs =
        Fuzz.run(
            SseFuzzTest::stream,
            (stream, random) -> {
              RecordingSseSink sink = new RecordingSseSink();
              SseScanner scanner = new SseScanner(sink);
              FragmentFeeder.feedSplitRandomly(random, stream, scanner::scan);
              assertThat(sink.events).isEqualTo(ReferenceSseParser.parse(stream));
              assertThat(scanner.isAtEventBoundary())
                  .isEqualTo(ReferenceSseParser.isAtEventBoundary(stream));
            });
    assertThat(inputs).isPositive();
  }

  /** Generates a stream, a quarter of the time after all or part of a byte order mark. */
  private static byte[] stream(Random random) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    if (random.nextInt(4) == 0) {
      stream.write(BYTE_ORDER_MARK, 0, 1 + random.nextInt(BYTE_ORDER_MARK.length));
    }
    stream.writeBytes(afterMark(random));
    return stream.toByteArray();
  }

  private static byte[] afterMark(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> anyBytes(random);
      case 1 -> syntaxBytes(random);
      case 2 -> mutated(random, SseSplitTest.randomStream(random));
      default -> SseSplitTest.randomStream(random);
    };
  }

  private static byte[] anyBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] syntaxBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(100)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = SYNTAX_BYTES[random.nextInt(SYNTAX_BYTES.length)];
    }
    return bytes;
  }

  private static byte[] mutated(Random random, byte[] stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte b : stream) {
      int mutation = random.nextInt(40);
      if (mutation > 0) {
        bytes.write(b);
      }
      if (mutation < 2) {
        bytes.write(random.nextInt(256));
      }
    }
    return bytes.toByteArray();
  }
}
