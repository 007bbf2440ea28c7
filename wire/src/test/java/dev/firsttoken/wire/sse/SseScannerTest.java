package dev.firsttoken.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseScannerTest {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: one\n\ndata: two\n\n",
        "data: one\r\n\r\ndata: two\r\n\r\n",
        "data: one\r\rdata: two\r\r",
        "data: one\n\r\ndata: two\r\n\n",
        "data: one\r\n\rdata: two\n\r",
        "data: one\n\n\n\r\r\n\ndata: two\r\n\r"
      })
  void linesEndInLfOrCrLfOrCrOrAnyMix(String stream) {
    assertThat(RecordingSseSink.of(stream)).containsExactly("one", "two");
  }

  @Test
  void crLfSplitAcrossReadsIsOneLineEnd() {
    RecordingSseSink sink = new RecordingSseSink();
    SseScanner scanner = new SseScanner(sink);
    scan(scanner, "data: one\r");
    scan(scanner, "\ndata: two\r");
    scan(scanner, "\n\r");
    scan(scanner, "\n");
    assertThat(sink.events).containsExactly("one\ntwo");
  }

  @Test
  void eventIsReportedAtItsCrWithoutWaitingForAnLf() {
    RecordingSseSink sink = new RecordingSseSink();
    scan(new SseScanner(sink), "data: one\r\n\r");
    assertThat(sink.events).containsExactly("one");
  }

  @Test
  void onlyOneSpaceAfterTheColonIsStripped() {
    assertThat(
            RecordingSseSink.of(
                "data:one\n\ndata: two\n\ndata:  three\n\ndata:\tfour\n\ndata: five \n\n"))
        .containsExactly("one", "two", " three", "\tfour", "five ");
  }

  @Test
  void onlyTheFirstColonEndsTheName() {
    assertThat(RecordingSseSink.of("data::one\n\ndata: two: 2\n\n"))
        .containsExactly(":one", "two: 2");
  }

  @Test
  void severalDataLinesAreJoinedByLf() {
    assertThat(RecordingSseSink.of("data: one\r\ndata:two\rdata:\ndata: four\n\n"))
        .containsExactly("one\ntwo\n\nfour");
  }

  @Test
  void dataWithoutColonIsAnEmptyDataLine() {
    assertThat(RecordingSseSink.of("data\n\ndata\ndata\n\ndata: one\ndata\n\n"))
        .containsExactly("", "\n", "one\n");
  }

  @Test
  void commentsAndOtherFieldsAreIgnored() {
    assertThat(
            RecordingSseSink.of(
                ": hello\n:\n\nevent: e\nid: 1\nretry: 10\ndata: one\n:data: no\nid\nfield: x\n\n"))
        .containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dat",
        "dataset",
        "data ",
        " data",
        "Data",
        "DATA",
        "datadata",
        "d",
        "data\0",
        "x"
      })
  void namesThatOnlyResembleDataAreOtherFields(String name) {
    assertThat(RecordingSseSink.of(name + ": no\n" + name + "\ndata: one\n\n"))
        .containsExactly("one");
  }

  @Test
  void eventWithoutDataLineIsNotReported() {
    assertThat(RecordingSseSink.of("event: ping\n\n: comment\n\n\n\nid: 1\n\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data: two\n", "data: two", "data:two\r", "data: two\r\n", "data: two\n\r"})
  void pendingEventIsReportedOnlyAtACompleteEnd(String pending) {
    RecordingSseSink sink = new RecordingSseSink();
    SseScanner scanner = new SseScanner(sink);
    scan(scanner, "data: one\n\n" + pending.replace("\n\r", "\n"));
    assertThat(sink.events).containsExactly("one");
    scanner.finish();
    assertThat(sink.events).containsExactly("one", "two");
    scanner.finish();
    assertThat(sink.events).containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", ": comment", "event: e\n", "id", "data: one\n\n: x", "dat"})
  void finishReportsNoEventWithoutData(String stream) {
    RecordingSseSink sink = new RecordingSseSink();
    SseScanner scanner = new SseScanner(sink);
    scan(scanner, stream);
    List<String> before = List.copyOf(sink.events);
    scanner.finish();
    assertThat(sink.events).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: x\n\n",
        "event:error\ndata: x\n\n",
        "data: x\nevent: error\n\n",
        "event: e\nevent: error\r\ndata: x\r\n\r\n",
        "id: 1\nevent: error\nretry: 3\n: comment\ndata: x\n\n",
        "data: x\nerror: {\"code\":500}\n\n",
        "error: failed\ndata: x\n\n",
        "error:failed\nevent: e\ndata: x\n\n",
        "error: nul\ndata: x\n\n",
        "error: nullx\ndata: x\n\n",
        "error: {\ndata: x\n\n",
        "error: {}}\ndata: x\n\n",
        "error: \"x\"\ndata: x\n\n",
        "error: true\ndata: x\n\n",
        "error: x\nerror: null\ndata: x\n\n",
        "data: x\nevent: error\nerror: {}\n\n"
      })
  void eventOfTheTypeErrorOrWithAnErrorFieldIsAnError(String stream) {
    assertThat(RecordingSseSink.of(stream)).containsExactly("[error] x");
    assertThat(RecordingSseSink.of(stream + "data: y\n\n")).containsExactly("[error] x", "y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: errors",
        "event: err",
        "event:  error",
        "event: error ",
        "event: Error",
        "event: error\nevent: e",
        "event: error\nevent",
        "events: error",
        "even: error",
        "evrror: x",
        "event",
        "error",
        "error:",
        "error: ",
        "error: null",
        "error:null",
        "error: false",
        "error: 0",
        "error: \"\"",
        "error: {}",
        "error: { }\t",
        "error: []",
        "errors: x",
        "id: error",
        ": error",
        "e"
      })
  void otherFieldsAreNoError(String lines) {
    assertThat(RecordingSseSink.of(lines + "\ndata: x\n\n")).containsExactly("x");
  }

  @Test
  void errorFieldAloneIsAnEvent() {
    assertThat(RecordingSseSink.of("error: {\"code\":500}\n\n")).containsExactly("[error] ");
    assertThat(RecordingSseSink.of("event: error\n\nerror:\n\nerror: {}\n\nerror: null\n\n"))
        .isEmpty();
  }

  @Test
  void byteOrderMarkIsSkippedAtTheStartOfTheStream() {
    assertThat(RecordingSseSink.of(BYTE_ORDER_MARK + "data: one\n\n")).containsExactly("one");
    assertThat(RecordingSseSink.of(BYTE_ORDER_MARK + "\ndata: one\n\n")).containsExactly("one");
    assertThat(RecordingSseSink.of(BYTE_ORDER_MARK)).isEmpty();
  }

  @Test
  void byteOrderMarkAnywhereElseIsAnOrdinaryCharacter() {
    assertThat(RecordingSseSink.of("\n" + BYTE_ORDER_MARK + "data: no\ndata: one\n\n"))
        .containsExactly("one");
    assertThat(RecordingSseSink.of(BYTE_ORDER_MARK + BYTE_ORDER_MARK + "data: no\n\n")).isEmpty();
    assertThat(RecordingSseSink.of("data: " + BYTE_ORDER_MARK + "one\n\n"))
        .containsExactly(BYTE_ORDER_MARK + "one");
  }

  @Test
  void partialByteOrderMarkIsPartOfTheFieldName() {
    RecordingSseSink sink = new RecordingSseSink();
    SseScanner scanner = new SseScanner(sink);
    byte[] stream = "??data: no\ndata: one\n\n".getBytes(StandardCharsets.US_ASCII);
    stream[0] = (byte) 0xEF;
    stream[1] = (byte) 0xBB;
    scanner.scan(Unpooled.wrappedBuffer(stream), 0, stream.length);
    assertThat(sink.events).containsExactly("one");
  }

  @Test
  void dataCanContainAnyOtherByte() {
    String data = "\0\u0001\u007F\u0080é€😀\u000B\u000C\u000E";
    assertThat(RecordingSseSink.of("data: " + data + "\n\n")).containsExactly(data);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\r",
        "\r\n",
        "data: one\n\n",
        "data: one\r\r",
        ": x\n",
        BYTE_ORDER_MARK
      })
  void streamBetweenEventsIsAtABoundary(String stream) {
    assertThat(isBoundaryAfter(stream)).isTrue();
    assertThat(isBoundaryAfter("data: one\n\n" + stream.replace(BYTE_ORDER_MARK, ""))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d",
        "data",
        "data:",
        "data: ",
        "data: x",
        "data: x\n",
        "data: x\r\n",
        ":",
        ": x",
        "event: ping\n",
        "event",
        "x\r"
      })
  void streamInsideAnEventOrACommentIsNotAtABoundary(String stream) {
    assertThat(isBoundaryAfter(stream)).isFalse();
    assertThat(isBoundaryAfter("data: one\n\n" + stream)).isFalse();
  }

  /** A blank line can end in a bare CR; an LF after it still belongs to that line. */
  @ParameterizedTest
  @ValueSource(strings = {"data: one\r\n\r", "data: one\n\r", "data: one\r\r", ": x\r", "\r"})
  void crOfABlankLineIsABoundaryWithOrWithoutItsLf(String stream) {
    assertThat(isBoundaryAfter(stream)).isTrue();
    assertThat(isBoundaryAfter(stream + "\n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: one\r", "event: e\r", "id\r", "data\r\n"})
  void crOfAnEventLineIsNotABoundary(String stream) {
    assertThat(isBoundaryAfter(stream)).isFalse();
    assertThat(isBoundaryAfter("data: one\r\r" + stream)).isFalse();
  }

  @Test
  void partialByteOrderMarkIsNotABoundary() {
    SseScanner scanner = new SseScanner(new RecordingSseSink());
    scanner.scan(Unpooled.wrappedBuffer(new byte[] {(byte) 0xEF}), 0, 1);
    assertThat(scanner.isAtEventBoundary()).isFalse();
    scan(scanner, "\n");
    assertThat(scanner.isAtEventBoundary()).isFalse();
    scan(scanner, "\n");
    assertThat(scanner.isAtEventBoundary()).isTrue();
  }

  private static boolean isBoundaryAfter(String stream) {
    SseScanner scanner = new SseScanner(new RecordingSseSink());
    scan(scanner, stream);
    return scanner.isAtEventBoundary();
  }

  private static void scan(SseScanner scanner, String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    scanner.scan(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }
}
