package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.ControlCharacters;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Start of a text that arrives in pieces, for messages. */
final class Excerpt {
  private static final int MAX_BYTES = 2_048;

  private byte[] bytes = new byte[0];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(ByteBuf data, int from, int to) {
    int length = Math.min(to - from, MAX_BYTES - size);
    if (length > 0) {
      allocate();
      data.getBytes(from, bytes, size, length);
      size += length;
    }
  }

  void add(Excerpt other) {
    int length = Math.min(other.size, MAX_BYTES - size);
    if (length > 0) {
      allocate();
      System.arraycopy(other.bytes, 0, bytes, size, length);
      size += length;
    }
  }

  /** Most responses need no excerpt, so the buffer is made for the first one that does. */
  private void allocate() {
    if (bytes.length == 0) {
      bytes = new byte[MAX_BYTES];
    }
  }

  /** The text in one line; a character that is cut at the end is left out. */
  String line() {
    String text = new String(bytes, 0, size, StandardCharsets.UTF_8);
    String line = text.replaceAll("\\uFFFD+$", "").replaceAll("[\\s\\p{Cntrl}]+", " ");
    return ControlCharacters.replace(line).strip();
  }
}
