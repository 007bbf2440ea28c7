package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams, framed and cut at random, pass unchanged. */
class RandomStreamTest extends ProxyFixture {
  private static final int ROUNDS = 300;
  private static final String[] WORDS = {
    "data: ",
    "data:",
    ": ",
    "event: e",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "[DONE]",
    "é€😀",
    "\uFEFF",
    "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
    "{\"usage\":{\"completion_tokens\":",
    "7}}",
    "0\r\n\r\n",
    "\0",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
  };
  private static final String[] EXTENSIONS = {"", "", ";a", ";a=b;c", " ;a=\"b;c\"", "\t;"};

  /**
   * One random response.
   *
   * @param response headers and framed body
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Round(Random random, byte[] body, String trailers, byte[] response) {
    static Round of(long seed) {
      Random random = new Random(seed);
      byte[] body = body(random);
      String trailers = "X-T: 1\r\n".repeat(random.nextInt(3)).replaceFirst("X-T", "Checksum");
      return new Round(random, body, trailers, framed(random, body, trailers));
    }

    private static byte[] body(Random random) {
      if (random.nextInt(4) == 0) {
        byte[] any = new byte[random.nextInt(1 << random.nextInt(17))];
        random.nextBytes(any);
        return any;
      }
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(200); word > 0; word--) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      return bytes(text.toString());
    }

    private static byte[] framed(Random random, byte[] body, String trailers) {
      ByteArrayOutputStream response = new ByteArrayOutputStream();
      response.writeBytes(bytes(STREAM_HEADERS));
      int maxChunkBytes = 1 + random.nextInt(1 << random.nextInt(16));
      int at = 0;
      while (at < body.length) {
        int size = Math.min(body.length - at, 1 + random.nextInt(maxChunkBytes));
        String hex = "0".repeat(random.nextInt(3)) + Integer.toHexString(size);
        response.writeBytes(bytes(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT)));
        response.writeBytes(bytes(EXTENSIONS[random.nextInt(EXTENSIONS.length)] + "\r\n"));
        response.write(body, at, size);
        response.writeBytes(bytes("\r\n"));
        at += size;
      }
      String last = "0".repeat(1 + random.nextInt(3));
      String extension = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
      response.writeBytes(bytes(last + extension + "\r\n" + trailers + "\r\n"));
      return response.toByteArray();
    }

    void send(Peer peer) throws IOException {
      int maxWriteBytes =
          Math.max(1 + random.nextInt(1 << random.nextInt(16)), response.length / 500);
      int at = 0;
      while (at < response.length) {
        int to = Math.min(response.length, at + 1 + random.nextInt(maxWriteBytes));
        peer.send(Arrays.copyOfRange(response, at, to));
        at = to;
      }
    }

    String hex() {
      String all = HexFormat.of().formatHex(response);
      return all.length() <= 10_000 ? all : all.substring(0, 10_000) + "...";
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bodyAndTrailersPassUnchanged(long first) throws Exception {
    BlockingQueue<Round> rounds = new LinkedBlockingQueue<>();
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              while (peer.readRequest() != null) {
                rounds.take().send(peer);
              }
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    // One connection on each side, so that bytes left over from one response would spoil the next.
    try (RawClient client = new RawClient(proxy.port())) {
      for (long seed = first * 1_000_000; seed < first * 1_000_000 + ROUNDS; seed++) {
        Round round = Round.of(seed);
        rounds.add(round);
        client.send(chat(STREAM_REQUEST));
        RawClient.Response response = client.read();
        boolean same = response.complete() && Arrays.equals(response.body(), round.body());
        assertThat(same).as("seed %d: %s", seed, round.hex()).isTrue();
        assertThat(response.trailers()).as("seed %d", seed).isEqualToIgnoringCase(round.trailers());
      }
    }
    assertThat(upstream.peers()).hasSize(1);
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(ROUNDS);
  }
}
