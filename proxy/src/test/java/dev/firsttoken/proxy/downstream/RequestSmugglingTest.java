package dev.firsttoken.proxy.downstream;

import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that two servers read in two ways can hide a second request. The proxy rejects it and
 * closes its connection, unless RFC 9112 defines one safe reading.
 */
class RequestSmugglingTest extends ProxyFixture {
  private static final String JSON = "{\"model\":\"m\"}";
  private static final String LENGTH = "Content-Length: 13\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String CHUNKS = "d\r\n" + JSON + "\r\n0\r\n\r\n";
  private static final String SECOND = "{\"model\":\"second\"}";

  private final ScriptedServer upstream = upstreamResponding(jsonResponse("{}"));
  private final ProxyUnderTest proxy = proxyTo(upstream);

  private static String request(String headers, String body) {
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + "Host: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + headers
        + "\r\n"
        + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "13\r\nContent-Length: 13",
        "13\r\nContent-Length: 14",
        "13\r\ncontent-length: 0",
        "13, 13",
        "13, 14",
        "13,",
        ",13",
        "-13",
        "+13",
        "0x0d",
        "0xd",
        "1 3",
        "",
        " ",
        "thirteen",
        "13.0",
        "13;x",
        "13_0",
        "\"13\"",
        "\u00b9\u00b3",
        "99999999999999999999",
        "1\r\n 3",
        "\r\n 13",
        "13\r\r\n",
      })
  void lengthThatIsNotOneDecimalNumberIsRejected(String length) throws Exception {
    assertRejected(request("Content-Length: " + length + "\r\n", JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "chunk",
        "chunkedx",
        "chunked, identity",
        "identity, chunked",
        "gzip, chunked",
        "chunked, chunked",
        "chunked, gzip",
        ",chunked",
        "chunked,",
        "identity",
        "chunked;q=1",
        "\"chunked\"",
        "",
        "\u000bchunked",
        "chun\u00e9ked",
        "\r\n chunked",
        "chunked\r\nTransfer-Encoding: chunked",
        "chunked\r\nTransfer-Encoding: identity",
        "identity\r\nTransfer-Encoding: chunked",
      })
  void transferCodingOtherThanChunkedIsRejected(String coding) throws Exception {
    assertRejected(request("Transfer-Encoding: " + coding + "\r\n", CHUNKS));
  }

  @ParameterizedTest
  @ValueSource(strings = {LENGTH + CHUNKED, CHUNKED + LENGTH, CHUNKED + "Content-Length: 0\r\n"})
  void contentLengthWithChunkedIsRejected(String headers) throws Exception {
    assertRejected(request(headers, CHUNKS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
  void chunkedHttp10RequestIsRejected(String more) throws Exception {
    assertRejected(request(more + CHUNKED, CHUNKS).replace("HTTP/1.1", "HTTP/1.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: b\r\n c\r\n", // folded: two readers may see two headers
        "X-A: b\r\n\tc\r\n",
        "X-A: b\rc\r\n",
        "X-A: b\rTransfer-Encoding: chunked\r\n",
        "X-A: b\nX-B: c\r\n",
        "X-A: b\r\r\n",
        "X-A: b\0c\r\n",
        "X-\0A: b\r\n",
        "X A: b\r\n",
        "X-A : b\r\n",
        "X-A\t: b\r\n",
        "nocolon\r\n",
        ": b\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Host: localhost\r\n", // a second one
      })
  void ambiguousHeaderIsRejected(String header) throws Exception {
    assertRejected(request(header + LENGTH, JSON));
  }

  @Test
  void lengthWithABlankBeforeItsColonIsRejected() throws Exception {
    assertRejected(request("Content-Length : 13\r\n", JSON));
    assertRejected(request("Content-Length\t: 13\r\n", JSON));
  }

  @Test
  void foldedFirstHeaderIsRejected() throws Exception {
    assertRejected(request(LENGTH, JSON).replace("\r\nHost", "\r\n Host"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/chat/completions HTTP/1.1\n",
        "POST /v1/chat/completions\r HTTP/1.1\r\n",
        "POST\r/v1/chat/completions HTTP/1.1\r\n",
        "POST /v1/chat/completions\0 HTTP/1.1\r\n",
        "POST /v1/chat/completions x HTTP/1.1\r\n",
        "POST /v1/chat/completions\r\n",
        "POST /v1/chat/completions HTTP/1.10\r\n",
        "POST /v1/chat/completions HTTP/1.1 x\r\n",
        "POST /v1/chat/completions HTTP/x\r\n",
        "\0POST /v1/chat/completions HTTP/1.1\r\n",
        "P\0ST /v1/chat/completions HTTP/1.1\r\n",
      })
  void malformedRequestLineIsRejected(String line) throws Exception {
    assertRejected(request(LENGTH, JSON).replaceFirst(".*\r\n", line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/0.9", "HTTP/2.0", "HTTP/3.0"})
  void otherHttpVersionIsRejected(String version) throws Exception {
    assertThat(rejectionStatus(request(LENGTH, JSON).replace("HTTP/1.1", version))).isEqualTo(505);
  }

  @Test
  void bareLineFeedsDoNotEndLines() throws Exception {
    assertRejected(request(LENGTH, "").replace("\r", "") + JSON);
    assertRejected(request(LENGTH, "").replaceFirst("\r\n\r\n", "\r\n\n") + JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0xd\r\n",
        "+d\r\n",
        "-d\r\n",
        " d\r\n",
        "d \r\n",
        "dg\r\n",
        "d,e\r\n",
        "\r\n",
        ";x\r\n",
        "d\n",
        "d\r",
        "d\r\r\n",
        "d\0\r\n",
        "d;a\nb\r\n",
        "d;a\rb\r\n",
        "d;a\0b\r\n",
        "d;\"a\r\nb\"\r\n",
        "10000000d\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "1000000000000000d\r\n",
        "10000000000000000000000000000000d\r\n",
      })
  void malformedChunkSizeIsRejected(String line) throws Exception {
    assertRejected(request(CHUNKED, line + JSON + "\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r", "x", "xx", "\r\r\n", "\r\n\r\n", "\n\r\n"})
  void chunkWithoutItsCrlfIsRejected(String end) throws Exception {
    assertRejected(request(CHUNKED, "d\r\n" + JSON + end + "0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\n\n",
        "0\r\n\n",
        "0\r\nnocolon\r\n\r\n",
        "0\r\nX : a\r\n\r\n",
        "0\r\nX: a\nb\r\n\r\n",
        "0\r\nX: a\rb\r\n\r\n",
        "0\r\nX: a\0b\r\n\r\n",
        "0\r\n c\r\n\r\n",
        "0;a\nb\r\n\r\n",
      })
  void malformedLastChunkOrTrailerIsRejected(String end) throws Exception {
    assertRejected(request(CHUNKED, "d\r\n" + JSON + "\r\n" + end));
  }

  @Test
  void tooLongChunkExtensionIsRejected() throws Exception {
    assertRejected(request(CHUNKED, "d;" + "x".repeat(20_000) + "\r\n" + JSON + "\r\n0\r\n\r\n"));
  }

  /**
   * The proxy reads these as RFC 9112 defines, and sends the upstream a new request with one
   * length, no trailers and no extensions.
   */
  static List<String> safeRequests() {
    return List.of(
        request(LENGTH, JSON),
        request("Content-Length: \t 13 \t\r\n", JSON),
        request("Content-Length: 013\r\n", JSON), // decimal, despite its zero
        request("Transfer-Encoding: Chunked\r\n", CHUNKS), // case-insensitive
        request("Transfer-Encoding:\tchunked \r\n", CHUNKS),
        request(CHUNKED, "00d;a=b;c=\"d;e\"\r\n" + JSON + "\r\n000;f\r\n\r\n"),
        request(CHUNKED, "6\r\n{\"mode\r\n7\r\nl\":\"m\"}\r\n0\r\nX-T: 1\r\n\r\n"),
        request(CHUNKED, "d\r\n" + JSON + "\r\n0\r\nContent-Length: 5\r\n\r\n"), // dropped
        request("Connection: content-length\r\n" + LENGTH, JSON),
        request("Upgrade: h2c\r\nConnection: Upgrade\r\n" + LENGTH, JSON), // no protocol switch
        "\r\n" + request(LENGTH, JSON)); // old clients send an empty line behind a body
  }

  @ParameterizedTest
  @MethodSource("safeRequests")
  void safeRequestIsRelayedWithAnUnambiguousBody(String first) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(latin1(first + chat(SECOND)));
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(upstream.requests()).extracting(Peer.Request::text).containsExactly(JSON, SECOND);
    assertThat(upstream.requests()).allMatch(one -> one.header("transfer-encoding") == null);
  }

  /** The ends of these are plain to see, so what follows is the next request and nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/v1/chat/completions", // absolute form, for a forward proxy
        "http://elsewhere/v1/chat/completions",
        "//v1/chat/completions",
        "/V1/chat/completions",
        "/v1/chat/../chat/completions",
        "/v1/chat%2Fcompletions",
        "*",
      })
  void targetThatOnlyResemblesARouteIsNotRelayed(String target) throws Exception {
    String first = request(LENGTH, JSON).replaceFirst("/v1/chat/completions", target);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(first + chat(SECOND));
      assertThat(client.read().status()).isBetween(400, 499);
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(upstream.requests()).extracting(Peer.Request::text).containsExactly(SECOND);
  }

  /** A body is a body, also that of a request which is refused, or that takes none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/chat/completions", // no JSON
        "PUT /v1/chat/completions",
        "GET /v1/chat/completions",
        "POST /nowhere",
        "GET /health",
        "GET /metrics",
        "CONNECT localhost:1",
        "DELETE /v1/models",
      })
  void requestHiddenInABodyIsNotServed(String requestLine) throws Exception {
    String hidden = chat("{\"model\":\"hidden\"}");
    String headers = requestLine + " HTTP/1.1\r\nHost: localhost\r\n";
    String inChunks = Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(headers + "Content-Length: " + hidden.length() + "\r\n\r\n" + hidden);
      assertThat(client.read().complete()).isTrue();
      client.send(headers + CHUNKED + "\r\n" + inChunks);
      assertThat(client.read().complete()).isTrue();
      client.send(chat(SECOND));
      assertThat(client.read().text()).isEqualTo("{}");
    }
    assertThat(upstream.requests()).extracting(Peer.Request::text).containsExactly(SECOND);
  }

  @Test
  void malformedBodyOfAGetRequestEndsItsConnection() throws Exception {
    String headers = "GET /health HTTP/1.1\r\nHost: localhost\r\n" + CHUNKED + "\r\n";
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(headers + "zz\r\n" + chat(SECOND));
      // Only a response to the headers may have been sent before the close.
      client.readRemaining();
    }
    assertThat(upstream.requests()).isEmpty();
  }

  private void assertRejected(String request) throws Exception {
    assertThat(rejectionStatus(request)).isBetween(400, 499);
  }

  /**
   * Sends the request and a second one behind it, split at several bytes.
   *
   * @return the status of the only response
   */
  private int rejectionStatus(String request) throws Exception {
    int status = 0;
    byte[] bytes = latin1(request + chat(SECOND));
    for (int cut : new int[] {0, bytes.length / 4, bytes.length / 2}) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(Arrays.copyOf(bytes, cut));
        client.send(Arrays.copyOfRange(bytes, cut, bytes.length));
        RawClient.Response response = client.read();
        status = response.status();
        assertThat(status).isGreaterThanOrEqualTo(400);
        assertThat(response.header("connection")).as("Connection header").isEqualTo("close");
        assertThat(client.readRemaining()).as("bytes behind the rejection").isEmpty();
      }
    }
    assertThat(upstream.requests()).isEmpty();
    return status;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
