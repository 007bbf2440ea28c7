package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunk boundaries that a connection reports, for a body that is cut at every byte. */
class ChunkBoundaryTest {
  private static final String HEADERS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void everyCutReportsWhetherItIsAtAChunkBoundary() {
    String body = "5\r\nhello\r\n6;x\r\n world\r\n0\r\n";
    for (int cut = 0; cut <= body.length(); cut++) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        RecordingCallListener recorder = wire.call(new RecordingCallListener());
        wire.read(HEADERS + body.substring(0, cut));
        boolean complete = recorder.body().isEmpty() || recorder.body().endsWith("\r\n");
        boolean sizeLine = recorder.body().endsWith("5\r\n") || recorder.body().endsWith("x\r\n");
        boolean atBoundary = complete && !sizeLine;
        assertThat(wire.connection().isAtChunkBoundary())
            .as("cut at %d", cut)
            .isEqualTo(atBoundary);
        wire.fin();
        assertThat(recorder.hasEnded()).isTrue();
        assertThat(wire.connection().isAtChunkBoundary())
            .as("cut at %d", cut)
            .isEqualTo(atBoundary);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\r\na\r\n?", "1\r\na\r\n1\n", "1\r\na\r\n\r\n"})
  void malformedSizeLineLeavesCompleteChunksBefore(String body) throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(HEADERS + body);
      assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.MALFORMED);
      assertThat(recorder.body()).isEqualTo("1\r\na\r\n");
      assertThat(wire.connection().isAtChunkBoundary()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\r\na?", "1\r\na\r?"})
  void malformedChunkEndIsNoBoundary(String body) throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = wire.call(new RecordingCallListener());
      wire.read(HEADERS + body);
      assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.MALFORMED);
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
    }
  }

  /** If the listener aborts the call in onData, the rest of that read is not reported. */
  @Test
  void onlyReportedBytesCount() {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder = new RecordingCallListener();
      wire.call(recorder);
      wire.read(HEADERS + "5\r\nhel");
      recorder.runOn("data", () -> wire.connection().abort(CallOutcome.CANCELLED));
      wire.read("lo\r\n");
      assertThat(recorder.body()).isEqualTo("5\r\nhel");
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5\r\n", ""})
  void bodyWithoutChunksHasNoChunkBoundary(String framing) {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      wire.call(new RecordingCallListener());
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
      wire.read("HTTP/1.1 200 OK\r\n" + framing + "\r\n");
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
      wire.read("he");
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
    }
  }

  @Test
  void nextCallResetsTheChunkBoundary() {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      wire.call(new RecordingCallListener());
      wire.read(HEADERS + "1\r\na\r\n0\r\n\r\n");
      wire.call(new RecordingCallListener());
      assertThat(wire.connection().isAtChunkBoundary()).isFalse();
    }
  }
}
