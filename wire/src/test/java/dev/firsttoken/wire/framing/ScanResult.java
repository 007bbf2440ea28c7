package dev.firsttoken.wire.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of a chunked body: by the scanner, fed as its contract says, or by a reference that
 * has all of the stream at hand and a regular expression for its lines.
 *
 * @param forwarded the bytes that may be passed on, as Latin-1
 * @param data the data in them
 * @param atChunkBoundary what was passed ends with a whole chunk, or is nothing
 */
record ScanResult(
    String forwarded, String data, boolean last, boolean malformed, boolean atChunkBoundary) {
  private static final Pattern SIZE_LINE =
      Pattern.compile("0*([0-9A-Fa-f]{1,8})([ \\t]*;[\\t\\x20-\\x7E]*)?\\r\\n");
  private static final Pattern DATA_END = Pattern.compile("\\r\\n");

  /** Feeds the scanner with {@code stream} cut at the given places. */
  static ScanResult scan(String stream, int... cuts) {
    ChunkScanner scanner = new ChunkScanner();
    ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    int consumed = 0;
    int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
    ends[cuts.length] = bytes.length;
    for (int end : ends) {
      // Somewhere inside a larger buffer, since the indexes are absolute.
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

  @SuppressWarnings("JdkObsolete") // hitEnd(): could this line still become a good one?
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
