package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A response is the same wherever reads split it. */
class ResponseCutsTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String CONNECTION_CLOSE =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: CHUNKED\r\n\r\n";
  private static final String INTERIM =
      "HTTP/1.1 103 Early\r\nLink: </a>\r\nContent-Length: 9\r\n\r\n";

  /**
   * @param response complete response
   * @param body body as forwarded, including its framing
   * @param trailer value of the trailer {@code t}, empty if there is none
   */
  record Case(
      String response, int status, String data, String body, String trailer, boolean keepAlive) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            CHUNKED + "5\r\nhello\r\n06;a=\"b\"\r\n world\r\n0\r\n\r\n",
            200,
            "hello world",
            "5\r\nhello\r\n06;a=\"b\"\r\n world\r\n",
            "",
            true),
        new Case(
            CHUNKED + "1\r\n0\r\n2\r\n\r\n\r\n00;x\r\nt: last\r\nu: v\r\n\r\n",
            200,
            "0\r\n",
            "1\r\n0\r\n2\r\n\r\n\r\n",
            "last",
            true),
        new Case(CHUNKED + "0\r\n\r\n", 200, "", "", "", true),
        new Case(CONNECTION_CLOSE + "1\r\na\r\n0\r\n\r\n", 200, "a", "1\r\na\r\n", "", false),
        new Case(
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nhe\r\n\r\no",
            200,
            "he\r\n\r\no",
            "he\r\n\r\no",
            "",
            true),
        new Case("HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", 500, "", "", "", true),
        new Case("HTTP/1.1 204 No Content\r\n\r\n", 204, "", "", "", true),
        new Case("HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", 304, "", "", "", true),
        new Case("HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", 204, "", "", "", true),
        new Case(
            INTERIM + INTERIM + "\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            200,
            "a",
            "a",
            "",
            true),
        new Case("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a", "a", "", false),
        new Case(
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na",
            200,
            "a",
            "a",
            "",
            true));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void responseIsTheSameWhereverItIsCutOnce(Case expected) throws InterruptedException {
    String response = expected.response();
    for (int cut = 0; cut <= response.length(); cut++) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        RecordingCallListener recorder = wire.call(new RecordingCallListener());
        wire.read(response.substring(0, cut));
        assertThat(recorder.hasEnded()).isEqualTo(cut == response.length());
        assertThat(expected.body()).startsWith(recorder.body());
        wire.read(response.substring(cut));
        check(expected, wire, recorder);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void responseIsTheSameCutAtEveryByte(Case expected) throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      for (int round = 0; round < (expected.keepAlive() ? 3 : 1); round++) {
        RecordingCallListener recorder = wire.call(new RecordingCallListener());
        wire.read(expected.response().split("(?s)(?=.)"));
        check(expected, wire, recorder);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void closeBeforeTheLastByteIsTruncation(Case expected) throws InterruptedException {
    String response = expected.response();
    for (int cut = 0; cut < response.length(); cut++) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        RecordingCallListener recorder = wire.call(new RecordingCallListener());
        wire.read(response.substring(0, cut));
        wire.fin();
        CallResult result = recorder.result();
        assertThat(result.outcome()).as("cut at %d", cut).isEqualTo(CallOutcome.TRUNCATED);
        assertThat(result.noBytesReceived()).isEqualTo(cut == 0);
        assertThat(result.detail()).contains("before the response was complete");
        assertThat(expected.data()).startsWith(recorder.data());
      }
    }
  }

  @Test
  void bodyWithoutFramingLastsUntilTheClose() throws InterruptedException {
    String headers = "HTTP/1.1 200 OK\r\n\r\n";
    for (int cut = 0; cut <= headers.length() + 5; cut++) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        RecordingCallListener recorder = wire.call(new RecordingCallListener());
        wire.read((headers + "hello").substring(0, cut), (headers + "hello").substring(cut));
        assertThat(recorder.hasEnded()).isFalse();
        wire.fin();
        assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
        assertThat(recorder.data()).isEqualTo("hello");
        assertThat(recorder.body()).isEqualTo("hello");
        assertThat(wire.connection().isReusable()).isFalse();
      }
    }
  }

  @Test
  void dataOfOneReadHasOneTimestampAndTheNextReadALaterOne() throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(CHUNKED + "1\r\na\r\n1\r\nb\r\n", "1\r\nc\r\n1\r\nd\r\n0\r\n\r\n");
      recorder.result();
      List<Long> nanos = recorder.dataNanos();
      assertThat(nanos).hasSize(4);
      assertThat(nanos.get(0)).isEqualTo(nanos.get(1)).isLessThan(nanos.get(2));
      assertThat(nanos.get(2)).isEqualTo(nanos.get(3));
    }
  }

  private static void check(Case expected, EmbeddedConnection wire, RecordingCallListener recorder)
      throws InterruptedException {
    CallResult result = recorder.result();
    assertThat(result.outcome()).as(result.toString()).isEqualTo(CallOutcome.COMPLETED);
    assertThat(recorder.response().status().code()).isEqualTo(expected.status());
    assertThat(recorder.data()).isEqualTo(expected.data());
    assertThat(recorder.body()).isEqualTo(expected.body());
    assertThat(result.trailers().get("t", "")).isEqualTo(expected.trailer());
    assertThat(result.noBytesReceived()).isFalse();
    assertThat(result.detail()).isNull();
    assertThat(wire.connection().isReusable()).isEqualTo(expected.keepAlive());
    assertThat(wire.connection().isUnused()).isFalse();
    assertThat(wire.isOpen()).isEqualTo(expected.keepAlive());
  }
}
