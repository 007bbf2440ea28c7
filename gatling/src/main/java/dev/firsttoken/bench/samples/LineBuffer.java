package dev.firsttoken.bench.samples;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reader of a stream's lines as ranges of one buffer, which grows to the longest line. */
final class LineBuffer implements AutoCloseable {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 17];
  private int start;
  private int end;
  private int limit;
  private long lineNumber;
  private boolean unterminated;
  private boolean truncated;

  LineBuffer(InputStream in) {
    this.in = in;
  }

  /**
   * Moves to the next line.
   *
   * @return false after the last line
   */
  boolean advance() throws IOException {
    start = lineNumber == 0 ? 0 : end + 1;
    int from = start;
    while (true) {
      for (int i = from; i < limit; i++) {
        if (buffer[i] == '\n') {
          return setLine(i, false);
        }
      }
      from = limit;
      int shift = fill();
      if (shift < 0) {
        return start < limit && setLine(limit, true);
      }
      from -= shift;
    }
  }

  private boolean setLine(int lineEnd, boolean atEndOfStream) {
    end = lineEnd;
    unterminated = atEndOfStream;
    lineNumber++;
    return true;
  }

  /**
   * Reads more bytes, and makes room for them first.
   *
   * @return how far the current line was moved to the front of the buffer, or -1 at the end
   */
  private int fill() throws IOException {
    int shift = 0;
    if (limit == buffer.length) {
      if (start == 0) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      } else {
        shift = start;
        System.arraycopy(buffer, start, buffer, 0, limit - start);
        limit -= shift;
        start = 0;
      }
    }
    int read = read();
    limit += Math.max(read, 0);
    return read < 0 ? -1 : shift;
  }

  /** Treats the end of a truncated gzip stream like the end of a file. */
  private int read() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
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

  /** Number of the current line, from 1. */
  long lineNumber() {
    return lineNumber;
  }

  /** Returns true if a gzip stream ended before its trailer. */
  boolean isTruncated() {
    return truncated;
  }

  /** Returns true if no line feed follows the current line: it is the last and may be truncated. */
  boolean isUnterminated() {
    return unterminated;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
