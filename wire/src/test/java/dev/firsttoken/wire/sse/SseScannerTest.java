package dev.firsttoken.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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
    assertThat(Events.of(stream)).containsExactly("one", "two");
  }

  @Test
  void returnAtOneReadsEndAndLineFeedAtTheNextOnesStartAreOneLineEnd() {
    Events events = new Events();
    SseScanner scanner = new SseScanner(events);
    scan(scanner, "data: one\r");
    scan(scanner, "\ndata: two\r");
    scan(scanner, "\n\r");
    scan(scanner, "\n");
    assertThat(events.seen).containsExactly("one\ntwo");
  }

  @Test
  void eventIsReportedAtItsReturnAndDoesNotWaitForALineFeed() {
    Events events = new Events();
    scan(new SseScanner(events), "data: one\r\n\r");
    assertThat(events.seen).containsExactly("one");
  }

  @Test
  void oneSpaceBehindTheColonIsTakenOffAndNoMore() {
    assertThat(Events.of("data:one\n\ndata: two\n\ndata:  three\n\ndata:\tfour\n\ndata: five \n\n"))
        .containsExactly("one", "two", " three", "\tfour", "five ");
  }

  @Test
  void onlyTheFirstColonEndsTheName() {
    assertThat(Events.of("data::one\n\ndata: two: 2\n\n")).containsExactly(":one", "two: 2");
  }

  @Test
  void severalDataLinesAreJoinedByALineFeed() {
    assertThat(Events.of("data: one\r\ndata:two\rdata:\ndata: four\n\n"))
        .containsExactly("one\ntwo\n\nfour");
  }

  @Test
  void dataWithoutColonIsAnEmptyDataLine() {
    assertThat(Events.of("data\n\ndata\ndata\n\ndata: one\ndata\n\n"))
        .containsExactly("", "\n", "one\n");
  }

  @Test
  void commentsAndOtherFieldsAreIgnored() {
    assertThat(
            Events.of(
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
    assertThat(Events.of(name + ": no\n" + name + "\ndata: one\n\n")).containsExactly("one");
  }

  @Test
  void eventWithoutDataLineIsNone() {
    assertThat(Events.of("event: ping\n\n: comment\n\n\n\nid: 1\n\n")).isEmpty();
  }

  @Test
  void eventThatTheStreamsEndLeavesUnfinishedIsNone() {
    assertThat(Events.of("data: one\n\ndata: two\n")).containsExactly("one");
    assertThat(Events.of("data: one\n\ndata: two")).containsExactly("one");
  }

  @Test
  void byteOrderMarkIsSkippedAtTheStreamsStart() {
    assertThat(Events.of(BYTE_ORDER_MARK + "data: one\n\n")).containsExactly("one");
    assertThat(Events.of(BYTE_ORDER_MARK + "\ndata: one\n\n")).containsExactly("one");
    assertThat(Events.of(BYTE_ORDER_MARK)).isEmpty();
  }

  @Test
  void byteOrderMarkAnywhereElseIsAnOrdinaryCharacter() {
    assertThat(Events.of("\n" + BYTE_ORDER_MARK + "data: no\ndata: one\n\n"))
        .containsExactly("one");
    assertThat(Events.of(BYTE_ORDER_MARK + BYTE_ORDER_MARK + "data: no\n\n")).isEmpty();
    assertThat(Events.of("data: " + BYTE_ORDER_MARK + "one\n\n"))
        .containsExactly(BYTE_ORDER_MARK + "one");
  }

  @Test
  void partOfAByteOrderMarkIsAnotherFieldsName() {
    Events events = new Events();
    SseScanner scanner = new SseScanner(events);
    byte[] stream = "??data: no\ndata: one\n\n".getBytes(StandardCharsets.US_ASCII);
    stream[0] = (byte) 0xEF;
    stream[1] = (byte) 0xBB;
    scanner.scan(Unpooled.wrappedBuffer(stream), 0, stream.length);
    assertThat(events.seen).containsExactly("one");
  }

  @Test
  void dataMayHoldAnyOtherByte() {
    String data = "\0\u0001\u007F\u0080é€😀\u000B\u000C\u000E";
    assertThat(Events.of("data: " + data + "\n\n")).containsExactly(data);
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
  void boundaryIsWhereNoEventHasBegun(String stream) {
    assertThat(boundaryAfter(stream)).isTrue();
    assertThat(boundaryAfter("data: one\n\n" + stream.replace(BYTE_ORDER_MARK, ""))).isTrue();
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
  void insideAnEventOrACommentIsNoBoundary(String stream) {
    assertThat(boundaryAfter(stream)).isFalse();
    assertThat(boundaryAfter("data: one\n\n" + stream)).isFalse();
  }

  /** The CR of a blank line may stand alone: its LF, if it has one, is no part of what follows. */
  @ParameterizedTest
  @ValueSource(strings = {"data: one\r\n\r", "data: one\n\r", "data: one\r\r", ": x\r", "\r"})
  void returnOfABlankLineIsABoundaryWithOrWithoutItsLineFeed(String stream) {
    assertThat(boundaryAfter(stream)).isTrue();
    assertThat(boundaryAfter(stream + "\n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: one\r", "event: e\r", "id\r", "data\r\n"})
  void returnOfAnEventsLineIsNone(String stream) {
    assertThat(boundaryAfter(stream)).isFalse();
    assertThat(boundaryAfter("data: one\r\r" + stream)).isFalse();
  }

  @Test
  void partOfAByteOrderMarkIsNoBoundary() {
    SseScanner scanner = new SseScanner(new Events());
    scanner.scan(Unpooled.wrappedBuffer(new byte[] {(byte) 0xEF}), 0, 1);
    assertThat(scanner.atBoundary()).isFalse();
    scan(scanner, "\n");
    assertThat(scanner.atBoundary()).isFalse();
    scan(scanner, "\n");
    assertThat(scanner.atBoundary()).isTrue();
  }

  private static boolean boundaryAfter(String stream) {
    SseScanner scanner = new SseScanner(new Events());
    scan(scanner, stream);
    return scanner.atBoundary();
  }

  private static void scan(SseScanner scanner, String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    scanner.scan(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }
}
