package dev.firsttoken.wire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Fuzz;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares random valid and invalid streams with the reference and with Netty's decoder. */
class ChunkScannerFuzzTest {
  private static final int ROUNDS = 500;
  private static final String[] EXTENSIONS = {
    "", "", ";a", ";a=b;c", " ;a=\"b;c\"", "\t;", ";~ \t!"
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void randomSplitsMatchTheReference(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder data = new StringBuilder();
      String stream = stream(random, data);
      ScanResult result = ScanResult.scan(stream, cuts(random, stream));
      assertThat(result).as("round %d: %s", round, stream).isEqualTo(ScanResult.reference(stream));
      assertThat(result.data()).isEqualTo(data.toString());
      assertThat(result.last()).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void mutatedStreamIsForwardedUpToTheMutationOnly(long seed) {
    Random random = new Random(seed);
    int rejected = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String stream = mutated(random, stream(random, new StringBuilder()));
      ScanResult expected = ScanResult.reference(stream);
      assertThat(ScanResult.scan(stream)).as("round %d: %s", round, stream).isEqualTo(expected);
      assertThat(ScanResult.scan(stream, cuts(random, stream)))
          .as("round %d, cut: %s", round, stream)
          .isEqualTo(expected);
      rejected += expected.malformed() ? 1 : 0;
    }
    assertThat(rejected).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23, 24})
  void nettyReadsTheSameDataFromAcceptedStreams(long seed) {
    Random random = new Random(seed);
    int rejected = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String original = stream(random, new StringBuilder());
      String stream = round % 4 == 0 ? original : mutated(random, original);
      ScanResult result = ScanResult.scan(stream);
      String netty = result.last() ? readWithNetty(stream) : null;
      if (netty != null) {
        assertThat(result.data()).as("round %d: %s", round, stream).isEqualTo(netty);
      } else {
        assertThat(stream).as("round %d", round).isNotEqualTo(original);
        rejected++;
      }
    }
    assertThat(rejected).isBetween(1, ROUNDS * 3 / 4);
  }

  @Test
  void randomBytesMatchTheReferenceAndNetty() {
    long inputs =
        Fuzz.run(
            random -> anyStream(random).getBytes(StandardCharsets.ISO_8859_1),
            (bytes, random) -> {
              String stream = new String(bytes, StandardCharsets.ISO_8859_1);
              ScanResult result = ScanResult.scan(stream, cuts(random, stream));
              assertThat(result).isEqualTo(ScanResult.reference(stream));
              String netty = result.last() ? readWithNetty(stream) : null;
              assertThat(netty).isIn(null, result.data());
            });
    assertThat(inputs).isPositive();
  }

  private static String anyStream(Random random) {
    String stream = stream(random, new StringBuilder());
    return switch (random.nextInt(4)) {
      case 0 -> stream;
      case 1 -> mutated(random, stream);
      case 2 -> mutated(random, mutated(random, mutated(random, stream)));
      default -> {
        StringBuilder syntaxBytes = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
          syntaxBytes.append("\r\n0123;a \tx\0".charAt(random.nextInt(12)));
        }
        yield syntaxBytes.toString();
      }
    };
  }

  /** Returns the data that Netty reads, or null if the stream is malformed or incomplete to it. */
  private static @Nullable String readWithNetty(String stream) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder());
    String headers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(headers + stream, StandardCharsets.ISO_8859_1));
    StringBuilder data = new StringBuilder();
    boolean ended = false;
    for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
      if (part.decoderResult().isFailure()) {
        return null;
      }
      if (!ended && part instanceof HttpContent content) {
        data.append(content.content().toString(StandardCharsets.ISO_8859_1));
        content.release();
      }
      ended |= part instanceof LastHttpContent;
    }
    channel.finishAndReleaseAll();
    return ended ? data.toString() : null;
  }

  private static String stream(Random random, StringBuilder data) {
    StringBuilder stream = new StringBuilder();
    for (int chunk = random.nextInt(6); chunk > 0; chunk--) {
      int size = 1 + (random.nextBoolean() ? random.nextInt(4) : random.nextInt(60));
      StringBuilder content = new StringBuilder();
      for (int i = 0; i < size; i++) {
        content.append(random.nextInt(3) == 0 ? "\r\n0;5a".charAt(random.nextInt(6)) : 'x');
      }
      data.append(content);
      String hex = Integer.toHexString(size);
      stream.append("0".repeat(random.nextInt(4) == 0 ? random.nextInt(9) : 0));
      stream.append(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
      stream.append(EXTENSIONS[random.nextInt(EXTENSIONS.length)]).append("\r\n");
      stream.append(content).append("\r\n");
    }
    stream.append("0".repeat(1 + random.nextInt(3)));
    stream.append(EXTENSIONS[random.nextInt(EXTENSIONS.length)]).append("\r\n");
    return stream.append(random.nextBoolean() ? "A: b\r\n\r\n" : "\r\n").toString();
  }

  private static String mutated(Random random, String stream) {
    StringBuilder bytes = new StringBuilder(stream);
    for (int mutations = 1 + random.nextInt(2); mutations > 0; mutations--) {
      int at = random.nextInt(bytes.length());
      char other =
          random.nextBoolean() ? "\r\n0;5 \tfxX".charAt(random.nextInt(10)) : anyByte(random);
      switch (random.nextInt(4)) {
        case 0 -> bytes.setCharAt(at, other);
        case 1 -> bytes.insert(at, other);
        case 2 -> bytes.deleteCharAt(at);
        default -> bytes.insert(at, bytes.substring(at, at + random.nextInt(bytes.length() - at)));
      }
    }
    return bytes.toString();
  }

  private static char anyByte(Random random) {
    return (char) random.nextInt(256);
  }

  private static int[] cuts(Random random, String stream) {
    return random
        .ints(random.nextInt(1 + stream.length()), 0, stream.length() + 1)
        .sorted()
        .toArray();
  }
}
