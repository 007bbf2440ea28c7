package dev.firsttoken.bench.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stream of a file that ends in an error where one record takes too many bytes. */
final class RecordBound extends FilterInputStream {
  private final long maxBytes;
  private long read;

  /**
   * @param maxBytes of a record, with what a parser reads in advance
   */
  RecordBound(InputStream in, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
  }

  /** Error about a record that is too long. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(long maxBytes) {
      super("is longer than %d MiB, the maximum".formatted(maxBytes >> 20));
    }
  }

  /** Begins the next record. */
  void begin() {
    read = 0;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    add(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    add(count);
    return count;
  }

  private void add(int count) throws IOException {
    read += Math.max(count, 0);
    if (read > maxBytes) {
      throw new TooLongException(maxBytes);
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
