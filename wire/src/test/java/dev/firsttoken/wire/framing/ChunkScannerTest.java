package dev.firsttoken.wire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkScannerTest {
  private static final String END = "0\r\n\r\n";

  @Test
  void dataOfAllChunksIsReportedAndFramingIsForwarded() {
    ScanResult result = ScanResult.scan("5\r\nhello\r\n6\r\n world\r\n" + END);
    assertThat(result.data()).isEqualTo("hello world");
    assertThat(result.forwarded()).isEqualTo("5\r\nhello\r\n6\r\n world\r\n");
    assertThat(result.last()).isTrue();
    assertThat(result.malformed()).isFalse();
  }

  @Test
  void reportedRangesCoverTheData() {
    ByteBuf bytes = Unpooled.copiedBuffer("??2\r\nab\r\n3;x\r\ncde\r\n??", StandardCharsets.UTF_8);
    List<String> ranges = new ArrayList<>();
    int end =
        new ChunkScanner()
            .scan(
                bytes,
                2,
                bytes.writerIndex() - 2,
                (same, from, to) -> {
                  assertThat(same).isSameAs(bytes);
                  ranges.add(from + "-" + to);
                });
    assertThat(ranges).containsExactly("5-7", "14-17");
    assertThat(end).isEqualTo(19);
    assertThat(bytes.readerIndex()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\nhello\r\n",
        "A\r\n0123456789\r\n",
        "a\r\n0123456789\r\n",
        "000000000000000005\r\nhello\r\n",
        "5;name\r\nhello\r\n",
        "5;name=value;other\r\nhello\r\n",
        "5 ; name=\"quo;ted \\\"5\"\r\nhello\r\n",
        "1\r\n\r\r\n1\r\n\n\r\n2\r\n\r\n\r\n",
        "5\r\n0\r\n\r\n\r\n",
      })
  void everySplitGivesTheSameResult(String chunks) {
    String stream = chunks + chunks + "000;last\r\nTrailer: x\r\n\r\n";
    ScanResult uncut = ScanResult.scan(stream);
    assertThat(uncut).isEqualTo(ScanResult.reference(stream));
    assertThat(uncut.forwarded()).isEqualTo(chunks + chunks);
    assertThat(uncut.last()).isTrue();
    for (int cut = 0; cut <= stream.length(); cut++) {
      assertThat(ScanResult.scan(stream, cut)).as("cut at %d", cut).isEqualTo(uncut);
    }
    int[] everywhere = IntStream.range(1, stream.length()).toArray();
    assertThat(ScanResult.scan(stream, everywhere)).isEqualTo(uncut);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "5\r", "5;x=", "0", "0\r\n", "0\r\nTrailer: x\r\n", "?", "\r", "5\n"})
  void forwardedBytesEndAtAChunkBoundary(String tail) {
    assertThat(isBoundaryAfter(tail)).isTrue();
    assertThat(isBoundaryAfter("1\r\na\r\n" + tail)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\n",
        "5\r\nhell",
        "5\r\nhello",
        "5\r\nhello\r",
        "5\r\nhello?",
        "5\r\nhello\r?"
      })
  void forwardedBytesEndInsideAChunk(String tail) {
    assertThat(isBoundaryAfter(tail)).isFalse();
    assertThat(isBoundaryAfter("1\r\na\r\n" + tail)).isFalse();
  }

  @Test
  void newBodyStartsAtAChunkBoundary() {
    ChunkScanner scanner = new ChunkScanner();
    scan(scanner, "5\r\nhe");
    assertThat(scanner.isAtChunkBoundary()).isFalse();
    scanner.reset();
    assertThat(scanner.isAtChunkBoundary()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "0\r", "0;x", "0000000000", "0 "})
  void zeroChunkIsNotForwardedBeforeItIsRecognized(String beginning) {
    ScanResult result = ScanResult.scan("1\r\na\r\n" + beginning);
    assertThat(result.forwarded()).isEqualTo("1\r\na\r\n");
    assertThat(result.last()).isFalse();
    assertThat(result.malformed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nhello\n", // bare LF
        "5\rhello\r\n", // bare CR
        "5\r\r\nhello\r\n",
        "5;a\rb\r\nhello\r\n",
        "5;a\nb\r\nhello\r\n",
        "5;\"a\r\nb\"\r\nhello\r\n", // a quoted CRLF still ends the line
        "5;a\u0000b\r\nhello\r\n",
        "5;a\u007fb\r\nhello\r\n",
        "0x5\r\nhello\r\n",
        "5x\r\nhello\r\n",
        "5;\u00e9\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5 6\r\nhello\r\n",
        "5 x\r\nhello\r\n",
        "5,6\r\nhello\r\n",
        " 5\r\nhello\r\n",
        "+5\r\nhello\r\n",
        "-5\r\nhello\r\n",
        "\r\nhello\r\n",
        ";a\r\nhello\r\n",
        "g\r\nhello\r\n",
        "100000005\r\nhello\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n",
        "10000000000000005\r\nhello\r\n",
      })
  void malformedSizeLineIsRejectedAndNotForwarded(String chunk) {
    ScanResult result = ScanResult.scan("1\r\na\r\n" + chunk + END);
    boolean lineIsValid = chunk.startsWith("5;\"a");
    assertThat(result.malformed()).isTrue();
    assertThat(result.last()).isFalse();
    assertThat(result.forwarded())
        .isEqualTo(lineIsValid ? "1\r\na\r\n5;\"a\r\nb\"\r\nh" : "1\r\na\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "x", "\rx", "\r\r\n", "6\r\n", "\n\r"})
  void chunkThatDoesNotEndInCrLfIsRejected(String end) {
    ScanResult result = ScanResult.scan("5\r\nhello" + end + "1\r\na\r\n" + END);
    assertThat(result.malformed()).isTrue();
    assertThat(result.forwarded()).isEqualTo("5\r\nhello" + (end.startsWith("\r") ? "\r" : ""));
  }

  @Test
  void eightDigitsAreAcceptedAndNineAreNot() {
    assertThat(ScanResult.scan("FFFFFFFF\r\nx").data()).isEqualTo("x");
    assertThat(ScanResult.scan("00FFFFFFFF\r\nx").data()).isEqualTo("x");
    assertThat(ScanResult.scan("100000000").malformed()).isTrue();
    assertThat(ScanResult.scan("00100000000").malformed()).isTrue();
  }

  @Test
  void lineOfMaxLineBytesIsAcceptedAndALongerOneIsNot() {
    String line = "5;" + "x".repeat(ChunkScanner.MAX_LINE_BYTES - 4) + "\r\n";
    assertThat(line).hasSize(ChunkScanner.MAX_LINE_BYTES);
    assertThat(ScanResult.scan(line + "hello").data()).isEqualTo("hello");
    for (int cut = line.length() - 3; cut <= line.length() + 1; cut++) {
      assertThat(ScanResult.scan(line + "hello", cut).data()).isEqualTo("hello");
      assertThat(ScanResult.scan("0" + line + "hello", cut).malformed()).isTrue();
    }
    assertThat(ScanResult.scan("0".repeat(ChunkScanner.MAX_LINE_BYTES)).malformed()).isTrue();
    assertThat(ScanResult.scan("0".repeat(ChunkScanner.MAX_LINE_BYTES - 1)).malformed()).isFalse();
  }

  @Test
  void incompleteLineIsShorterThanMaxLineBytes() {
    String line = "5;" + "x".repeat(10_000);
    for (int length = 1; length < ChunkScanner.MAX_LINE_BYTES; length++) {
      assertThat(ScanResult.scan(line.substring(0, length)).malformed()).isFalse();
    }
    assertThat(ScanResult.scan(line.substring(0, ChunkScanner.MAX_LINE_BYTES)).malformed())
        .isTrue();
  }

  @Test
  void resetStartsANewBodyFromAnyState() {
    for (String before : List.of("", "0\r\n", "zz", "5\r\nhel", "5\r\nhello", "5\r\nhello\r")) {
      ChunkScanner scanner = new ChunkScanner();
      scan(scanner, before);
      scanner.reset();
      assertThat(scan(scanner, "2\r\nab\r\n0\r\n")).isEqualTo(7);
      assertThat(scanner.isAtLastChunk()).isTrue();
    }
  }

  @Test
  void nothingIsForwardedAfterTheZeroChunkOrMalformedFraming() {
    ChunkScanner ended = new ChunkScanner();
    scan(ended, "0\r\n");
    assertThat(scan(ended, "5\r\nhello\r\n")).isZero();
    assertThat(ended.isAtLastChunk()).isTrue();
    ChunkScanner broken = new ChunkScanner();
    scan(broken, "x");
    assertThat(scan(broken, "5\r\nhello\r\n")).isZero();
    assertThat(broken.isMalformed()).isTrue();
  }

  private static int scan(ChunkScanner scanner, String bytes) {
    ByteBuf read = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
    return scanner.scan(read, 0, read.writerIndex(), (same, from, to) -> {});
  }

  private static boolean isBoundaryAfter(String stream) {
    ChunkScanner scanner = new ChunkScanner();
    scan(scanner, stream);
    return scanner.isAtChunkBoundary();
  }
}
