package dev.firsttoken.bench.dataset;

import java.io.IOException;
import java.io.InputStream;

/** Stream of a file that ends in an error where one record takes too many bytes. */
final class RecordBound extends CountingStream {
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
  void onRead(int count) throws IOException {
    read += count;
    if (read > maxBytes) {
      throw new TooLongException(maxBytes);
    }
  }
}
