package dev.firsttoken.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Fuzz;
import dev.firsttoken.wire.testing.Pieces;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** For as long as it is let: random streams, cut at random, against the grammar line by line. */
class SseFuzzTest {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] FEW = {'d', 'a', 't', 'a', ':', ' ', '\n', '\r', 'x', 0};

  @Test
  void eventsAndBoundariesAreThoseOfTheGrammar() {
    long inputs =
        Fuzz.run(
            SseFuzzTest::stream,
            (stream, random) -> {
              Events events = new Events();
              SseScanner scanner = new SseScanner(events);
              Pieces.cutBy(random, stream, scanner::scan);
              assertThat(events.seen).isEqualTo(SseByLines.events(stream));
              assertThat(scanner.atBoundary()).isEqualTo(SseByLines.atBoundary(stream));
            });
    assertThat(inputs).isPositive();
  }

  /** Often with a byte order mark at its start, or a part of one. */
  private static byte[] stream(Random random) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    if (random.nextInt(4) == 0) {
      stream.write(MARK, 0, 1 + random.nextInt(MARK.length));
    }
    stream.writeBytes(behindTheMark(random));
    return stream.toByteArray();
  }

  private static byte[] behindTheMark(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> anyBytes(random);
      case 1 -> fewBytes(random);
      case 2 -> damaged(random, SseCutTest.randomStream(random));
      default -> SseCutTest.randomStream(random);
    };
  }

  private static byte[] anyBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] fewBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(100)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = FEW[random.nextInt(FEW.length)];
    }
    return bytes;
  }

  private static byte[] damaged(Random random, byte[] stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte b : stream) {
      int what = random.nextInt(40);
      if (what > 0) {
        bytes.write(b);
      }
      if (what < 2) {
        bytes.write(random.nextInt(256));
      }
    }
    return bytes.toByteArray();
  }
}
