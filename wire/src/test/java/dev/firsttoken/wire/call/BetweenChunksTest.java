package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a chunk of somebody else's could follow what the listener was told. */
class BetweenChunksTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void everyCutOfAChunkedBodyEndsWhereItSays() {
    String body = "5\r\nhello\r\n6;x\r\n world\r\n0\r\n";
    for (int cut = 0; cut <= body.length(); cut++) {
      try (InMemory wire = new InMemory()) {
        Recorder recorder = wire.call(new Recorder());
        wire.read(HEAD + body.substring(0, cut));
        boolean whole = recorder.body().isEmpty() || recorder.body().endsWith("\r\n");
        boolean sizeLine = recorder.body().endsWith("5\r\n") || recorder.body().endsWith("x\r\n");
        boolean between = whole && !sizeLine;
        assertThat(wire.connection().betweenChunks()).as("cut at %d", cut).isEqualTo(between);
        wire.fin();
        assertThat(recorder.hasEnded()).isTrue();
        assertThat(wire.connection().betweenChunks()).as("cut at %d", cut).isEqualTo(between);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\r\na\r\n?", "1\r\na\r\n1\n", "1\r\na\r\n\r\n"})
  void malformedSizeLineLeavesWholeChunksBefore(String body) throws InterruptedException {
    try (InMemory wire = new InMemory()) {
      Recorder recorder = wire.call(new Recorder());
      wire.read(HEAD + body);
      assertThat(recorder.end().ending()).isEqualTo(Ending.MALFORMED);
      assertThat(recorder.body()).isEqualTo("1\r\na\r\n");
      assertThat(wire.connection().betweenChunks()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\r\na?", "1\r\na\r?"})
  void malformedEndOfAChunkLeavesItUnfinished(String body) throws InterruptedException {
    try (InMemory wire = new InMemory()) {
      Recorder recorder = wire.call(new Recorder());
      wire.read(HEAD + body);
      assertThat(recorder.end().ending()).isEqualTo(Ending.MALFORMED);
      assertThat(wire.connection().betweenChunks()).isFalse();
    }
  }

  /** The rest of a read whose data made the listener give up is never told. */
  @Test
  void onlyWhatWasToldCounts() {
    try (InMemory wire = new InMemory()) {
      Recorder recorder = new Recorder();
      wire.call(recorder);
      wire.read(HEAD + "5\r\nhel");
      recorder.at("data", () -> wire.connection().abort(Ending.CANCELLED));
      wire.read("lo\r\n");
      assertThat(recorder.body()).isEqualTo("5\r\nhel");
      assertThat(wire.connection().betweenChunks()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5\r\n", ""})
  void bodyWithoutChunksHasNoPlaceBetweenThem(String framing) {
    try (InMemory wire = new InMemory()) {
      wire.call(new Recorder());
      assertThat(wire.connection().betweenChunks()).isFalse();
      wire.read("HTTP/1.1 200 OK\r\n" + framing + "\r\n");
      assertThat(wire.connection().betweenChunks()).isFalse();
      wire.read("he");
      assertThat(wire.connection().betweenChunks()).isFalse();
    }
  }

  @Test
  void nextCallForgetsTheLastBody() {
    try (InMemory wire = new InMemory()) {
      wire.call(new Recorder());
      wire.read(HEAD + "1\r\na\r\n0\r\n\r\n");
      wire.call(new Recorder());
      assertThat(wire.connection().betweenChunks()).isFalse();
    }
  }
}
