package dev.firsttoken.bench.samples;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as ranges of one buffer, which grows to the longest line. */
final class LineBuffer implements AutoCloseable {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 17];
  private int start;
  private int end;
  private int filled;
  private long number;
  private boolean cut;
  private boolean truncated;

  LineBuffer(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false after the last one. */
  boolean next() throws IOException {
    start = number == 0 ? 0 : end + 1;
    int from = start;
    while (true) {
      for (int i = from; i < filled; i++) {
        if (buffer[i] == '\n') {
          return line(i, false);
        }
      }
      from = filled;
      int moved = fill();
      if (moved < 0) {
        return start < filled && line(filled, true);
      }
      from -= moved;
    }
  }

  private boolean line(int at, boolean withoutEnd) {
    end = at;
    cut = withoutEnd;
    number++;
    return true;
  }

  /** Reads on; returns how far the line was moved in the buffer, or -1 where nothing is left. */
  private int fill() throws IOException {
    int moved = 0;
    if (filled == buffer.length) {
      if (start == 0) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      } else {
        moved = start;
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= moved;
        start = 0;
      }
    }
    int read = read();
    filled += Math.max(read, 0);
    return read < 0 ? -1 : moved;
  }

  /** A compressed stream that is cut short ends as a line does that is. */
  private int read() throws IOException {
    try {
      return in.read(buffer, filled, buffer.length - filled);
    } catch (EOFException e) {
      truncated = true;
      return -1;
    }
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int length() {
    return end - start;
  }

  /** The current line's, from 1. */
  long number() {
    return number;
  }

  /** The stream was compressed and ended short. */
  boolean truncated() {
    return truncated;
  }

  /** The current line has no line feed after it: it is the last one, and may be cut short. */
  boolean cut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
