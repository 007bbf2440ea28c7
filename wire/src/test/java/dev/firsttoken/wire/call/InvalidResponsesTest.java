package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response that is not plain HTTP/1.1, or is ambiguous, is malformed and closes. */
class InvalidResponsesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: 5,6",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: five",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "nocolon",
        "A: b\u0000c",
        "A: b\nB: c",
        "A: b\rB: c",
        ": no name",
      })
  void ambiguousOrInvalidHeadersAreMalformed(String headers) throws InterruptedException {
    assertMalformed(OK + headers + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "220 mail.example ESMTP\r\n",
        "<html><body>hello</body></html>\r\n",
        "{\"error\":\"no\"}\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\ngarbage\r\n",
      })
  void bytesThatAreNoResponseAreMalformed(String bytes) throws InterruptedException {
    assertMalformed(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n",
        "-1\r\n",
        "100000000\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "\r\n",
        "0\r\nnocolon\r\n\r\n",
        "0\r\nA: b\nB: c\r\n\r\n",
      })
  void invalidChunkFramingIsMalformed(String body) throws InterruptedException {
    assertMalformed(CHUNKED + body);
    assertMalformed(CHUNKED + "3\r\nabc\r\n" + body);
  }

  @Test
  void dataBeforeInvalidFramingIsReported() throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(CHUNKED + "3\r\nabc\r\n2\r\ndex\r\n0\r\n\r\n");
      assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.MALFORMED);
      assertThat(recorder.data()).isEqualTo("abcde");
      assertThat(recorder.body()).isEqualTo("3\r\nabc\r\n2\r\nde");
    }
  }

  @Test
  void headersOfMoreThan32KibibytesAreRejectedAndSmallerOnesAccepted() throws InterruptedException {
    String line = "A: " + "x".repeat(1020) + "\r\n";
    assertMalformed(OK + line.repeat(33) + "\r\n");
    assertMalformed(OK + "A: " + "x".repeat(40_000) + "\r\n\r\n");
    assertMalformed("HTTP/1.1 200 " + "x".repeat(40_000) + "\r\n\r\n");
    assertMalformed("x".repeat(40_000));
    assertMalformed(CHUNKED + "0\r\n" + line.repeat(33) + "\r\n");
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(OK + line.repeat(30) + "Content-Length: 0\r\n\r\n");
      assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
    }
  }

  private static void assertMalformed(String response) throws InterruptedException {
    assertMalformed(response, response + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    int cut = response.length() / 2;
    assertMalformed(response, response.substring(0, cut), response.substring(cut));
    if (response.length() < 1000) {
      assertMalformed(response, response.split("(?s)(?=.)"));
    }
  }

  private static void assertMalformed(String response, String... reads)
      throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(reads);
      assertThat(recorder.hasEnded()).as(response).isTrue();
      CallResult result = recorder.result();
      assertThat(result.outcome()).as(response).isEqualTo(CallOutcome.MALFORMED);
      assertThat(result.noBytesReceived()).isFalse();
      assertThat(result.detail()).isNotBlank().doesNotContain("\n");
      assertThat(wire.isOpen()).isFalse();
      assertThat(wire.connection().isReusable()).isFalse();
    }
  }
}
