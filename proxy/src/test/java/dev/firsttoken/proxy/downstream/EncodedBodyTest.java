package dev.firsttoken.proxy.downstream;

import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies with a Content-Encoding. */
class EncodedBodyTest extends ProxyFixture {
  private static final String BODY =
      "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Grüße\"}]}";

  private final ScriptedServer upstream = upstreamResponding(STREAM);
  private final ProxyUnderTest proxy = proxyTo(upstream, "MAX_BODY_BYTES", "1000000");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZip",
        "x-gzip",
        "deflate",
        "raw deflate",
        "zstd",
        "ZSTD",
        "identity",
        "",
        "gzip, zstd",
        "identity ,\tdeflate,, gzip",
        "zstd\r\nContent-Encoding: gzip"
      })
  void bodyIsDecodedAndRelayedWithoutItsCoding(String coding) throws IOException {
    byte[] encoded = encode(coding, BODY.getBytes(StandardCharsets.UTF_8));
    RawClient.Response response = post(coding.replace("raw ", ""), encoded);

    assertThat(response.status()).as(response.text()).isEqualTo(200);
    Peer.Request relayed = upstream.requests().getFirst();
    assertThat(relayed.text()).isEqualTo(BODY);
    assertThat(relayed.header("content-encoding")).isNull();
    assertThat(relayed.header("content-digest")).isNull();
    assertThat(relayed.header("content-length")).isEqualTo(Integer.toString(relayed.body().length));
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "model=\"m\"", "status=\"200\"")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "compress", "gzip, br", "zip", "gzip, gzip, gzip, gzip, gzip"})
  void otherCodingIsRejectedWithTheOnesThatAreSupported(String coding) throws IOException {
    RawClient.Response response = post(coding, BODY.getBytes(StandardCharsets.UTF_8));

    assertThat(response.status()).isEqualTo(415);
    assertThat(response.header("accept-encoding")).isEqualTo("gzip, deflate, zstd");
    assertThat(response.text())
        .contains("Content-Encoding must be gzip, deflate, zstd, or absent, not " + coding)
        .contains("\"code\":\"unsupported_content_coding\"");
    assertThat(upstream.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"gzip, true", "deflate, true", "zstd, true", "gzip, false", "zstd, false"})
  void limitHoldsForTheDecodedSize(String coding, boolean json) throws IOException {
    byte[] large = new byte[1_000_001];
    Arrays.fill(large, (byte) ' ');
    large[0] = (byte) (json ? '{' : ' ');
    large[1_000_000] = '}';
    byte[] encoded = encode(coding, large);
    assertThat(encoded).hasSizeLessThan(10_000);
    RawClient.Response response = post(coding, encoded);

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("exceeds the limit of 1000000 bytes");
    byte[] largest = Arrays.copyOf(large, 1_000_000);
    largest[0] = '{';
    largest[999_999] = '}';
    assertThat(post(coding, encode(coding, largest)).status()).isEqualTo(200);
  }

  @Test
  void limitHoldsAfterEachCoding() throws IOException {
    byte[] emptyBlocks = new byte[1_000_005];
    for (int i = 3; i < emptyBlocks.length; i += 5) {
      emptyBlocks[i] = (byte) 0xff;
      emptyBlocks[i + 1] = (byte) 0xff;
    }

    assertThat(post("deflate, zstd", encode("zstd", emptyBlocks)).status()).isEqualTo(413);
  }

  @Test
  void gzipWithThousandsOfEmptyMembersIsRejected() throws IOException {
    byte[] member = encode("gzip", new byte[0]);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    while (members.size() < 900_000) {
      members.writeBytes(member);
    }

    assertThat(post("gzip", members.toByteArray()).status()).isEqualTo(400);
    assertThat(post("gzip, zstd", encode("zstd", members.toByteArray())).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd", "gzip, zstd"})
  void malformedOrTruncatedBodyIsRejected(String coding) throws IOException {
    byte[] encoded = encode(coding, BODY.getBytes(StandardCharsets.UTF_8));
    byte[] damaged = encoded.clone();
    damaged[damaged.length / 2] ^= 0x55;
    for (byte[] body :
        new byte[][] {
          Arrays.copyOf(encoded, encoded.length - 5),
          damaged,
          "hello".getBytes(StandardCharsets.US_ASCII),
          {}
        }) {
      RawClient.Response response = post(coding, body);
      assertThat(response.status()).as(Arrays.toString(body)).isEqualTo(400);
      assertThat(response.text()).contains("\"code\":\"bad_request\"");
    }
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void zstdWindowBeyondEightMegabytesIsRejected() throws IOException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(encoded)) {
      out.setLong(24);
      out.write(BODY.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(post("zstd", encoded.toByteArray()).status()).isEqualTo(400);
  }

  @Test
  void connectionIsKeptAfterEncodedBodies() throws IOException {
    byte[] encoded = encode("zstd", BODY.getBytes(StandardCharsets.UTF_8));
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(headers("zstd", encoded.length));
        client.send(encoded);
        client.send(headers("gzip", 1) + "x");
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(400);
      }
    }
  }

  private RawClient.Response post(String coding, byte[] body) throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(headers(coding, body.length));
      client.send(body);
      return client.read();
    }
  }

  private static String headers(String coding, int length) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Encoding: "
        + coding
        + "\r\nContent-Digest: sha-256=:x:\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static byte[] encode(String codings, byte[] body) throws IOException {
    byte[] encoded = body;
    for (String coding : codings.replace("\r\nContent-Encoding:", ",").split(",", -1)) {
      encoded =
          switch (coding.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "zstd" -> Zstd.compress(encoded);
            case "gzip", "x-gzip" -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              yield write(encoded, bytes, new GZIPOutputStream(bytes));
            }
            case "deflate" -> deflate(encoded, false);
            case "raw deflate" -> deflate(encoded, true);
            default -> encoded;
          };
    }
    return encoded;
  }

  private static byte[] deflate(byte[] body, boolean raw) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6, raw);
    byte[] deflated = write(body, bytes, new DeflaterOutputStream(bytes, deflater));
    deflater.end();
    return deflated;
  }

  private static byte[] write(byte[] body, ByteArrayOutputStream bytes, OutputStream out)
      throws IOException {
    try (out) {
      out.write(body);
    }
    return bytes.toByteArray();
  }
}
