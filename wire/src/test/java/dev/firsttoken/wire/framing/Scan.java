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
 * @param passed the bytes that may be passed on, as Latin-1
 * @param data the data in them
 * @param between what was passed ends with a whole chunk, or is nothing
 */
record Scan(String passed, String data, boolean last, boolean malformed, boolean between) {
  private static final Pattern SIZE_LINE =
      Pattern.compile("0*([0-9A-Fa-f]{1,8})([ \\t]*;[\\t\\x20-\\x7E]*)?\\r\\n");
  private static final Pattern DATA_END = Pattern.compile("\\r\\n");

  /** Feeds the scanner with {@code stream} cut at the given places. */
  static Scan of(String stream, int... cuts) {
    ChunkScanner scanner = new ChunkScanner();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    int done = 0;
    int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
    ends[cuts.length] = bytes.length;
    for (int end : ends) {
      // Somewhere inside a larger buffer, since the indexes are absolute.
      ByteBuf read =
          Unpooled.buffer().writeZero(3).writeBytes(bytes, done, end - done).writeByte(0);
      int to = 3 + end - done;
      int passedTo =
          scanner.scan(read, 3, to, (piece, from, until) -> write(data, piece, from, until, to));
      write(passed, read, 3, passedTo, to);
      done += passedTo - 3;
      if (scanner.last() || scanner.malformed()) {
        break;
      }
    }
    return new Scan(
        text(passed), text(data), scanner.last(), scanner.malformed(), scanner.between());
  }

  @SuppressWarnings("JdkObsolete") // hitEnd(): could this line still become a good one?
  static Scan reference(String stream) {
    StringBuilder data = new StringBuilder();
    int at = 0;
    while (at < stream.length()) {
      Matcher line = SIZE_LINE.matcher(stream.substring(at, lineLimit(stream, at)));
      if (!line.lookingAt()) {
        boolean goesOn = line.hitEnd() && stream.length() - at < ChunkScanner.MAX_LINE;
        return new Scan(stream.substring(0, at), data.toString(), false, !goesOn, true);
      }
      long size = Long.parseLong(line.group(1), 16);
      if (size == 0) {
        return new Scan(stream.substring(0, at), data.toString(), true, false, true);
      }
      int begin = at + line.end();
      at = (int) Math.min(stream.length(), begin + size);
      data.append(stream, begin, at);
      Matcher dataEnd = DATA_END.matcher(stream.substring(at));
      if (at == begin + size && !dataEnd.lookingAt()) {
        int known = stream.startsWith("\r", at) ? at + 1 : at;
        return new Scan(
            stream.substring(0, known), data.toString(), false, known < stream.length(), false);
      }
      if (at < begin + size) {
        return new Scan(stream, data.toString(), false, false, false);
      }
      at += 2;
    }
    return new Scan(stream, data.toString(), false, false, true);
  }

  private static int lineLimit(String stream, int from) {
    return Math.min(stream.length(), from + ChunkScanner.MAX_LINE);
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
