package dev.firsttoken.wire.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Result of scanning a chunked body, either by the scanner or by a reference that has the complete
 * stream and matches its lines with a regular expression.
 *
 * @param forwarded bytes that may be forwarded, as Latin-1
 * @param data data in these bytes
 * @param last true after the size line of the zero chunk
 * @param malformed true if the framing is malformed
 * @param atChunkBoundary true if the forwarded bytes are empty or end with a complete chunk
 */
record ScanResult(
    String forwarded, String data, boolean last, boolean malformed, boolean atChunkBoundary) {
  private static final Pattern SIZE_LINE =
      Pattern.compile("0*([0-9A-Fa-f]{1,8})([ \\t]*;[\\t\\x20-\\x7E]*)?\\r\\n");
  private static final Pattern DATA_END = Pattern.compile("\\r\\n");

  /** Feeds {@code stream} to the scanner, split at the given indices. */
  static ScanResult scan(String stream, int... cuts) {
    ChunkScanner scanner = new ChunkScanner();
    ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    int consumed = 0;
    int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
    ends[cuts.length] = bytes.length;
    for (int end : ends) {
      // Inside a larger buffer, because indices are absolute.
      ByteBuf read =
          Unpooled.buffer().writeZero(3).writeBytes(bytes, consumed, end - consumed).writeByte(0);
      int to = 3 + end - consumed;
      int forwardedTo =
          scanner.scan(
              read, 3, to, (source, from, dataEnd) -> write(data, source, from, dataEnd, to));
      write(forwarded, read, 3, forwardedTo, to);
      consumed += forwardedTo - 3;
      if (scanner.isAtLastChunk() || scanner.isMalformed()) {
        break;
      }
    }
    return new ScanResult(
        text(forwarded),
        text(data),
        scanner.isAtLastChunk(),
        scanner.isMalformed(),
        scanner.isAtChunkBoundary());
  }

  @SuppressWarnings("JdkObsolete") // hitEnd(): could more input make this line valid?
  static ScanResult reference(String stream) {
    StringBuilder data = new StringBuilder();
    int at = 0;
    while (at < stream.length()) {
      Matcher line = SIZE_LINE.matcher(stream.substring(at, lineLimit(stream, at)));
      if (!line.lookingAt()) {
        boolean canContinue = line.hitEnd() && stream.length() - at < ChunkScanner.MAX_LINE_BYTES;
        return new ScanResult(stream.substring(0, at), data.toString(), false, !canContinue, true);
      }
      long size = Long.parseLong(line.group(1), 16);
      if (size == 0) {
        return new ScanResult(stream.substring(0, at), data.toString(), true, false, true);
      }
      int begin = at + line.end();
      at = (int) Math.min(stream.length(), begin + size);
      data.append(stream, begin, at);
      Matcher dataEnd = DATA_END.matcher(stream.substring(at));
      if (at == begin + size && !dataEnd.lookingAt()) {
        int validEnd = stream.startsWith("\r", at) ? at + 1 : at;
        return new ScanResult(
            stream.substring(0, validEnd),
            data.toString(),
            false,
            validEnd < stream.length(),
            false);
      }
      if (at < begin + size) {
        return new ScanResult(stream, data.toString(), false, false, false);
      }
      at += 2;
    }
    return new ScanResult(stream, data.toString(), false, false, true);
  }

  private static int lineLimit(String stream, int from) {
    return Math.min(stream.length(), from + ChunkScanner.MAX_LINE_BYTES);
  }

  private static void write(ByteArrayOutputStream out, ByteBuf bytes, int from, int to, int limit) {
    if (from < 3 || to < from || to > limit) {
      throw new AssertionError("from " + from + " to " + to + " is not within 3 to " + limit);
    }
    for (int at = from; at < to; at++) {
      out.write(bytes.getByte(at));
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
