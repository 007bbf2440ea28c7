package dev.firsttoken.bench.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stream that counts the bytes that are read of it. */
abstract class CountingStream extends FilterInputStream {
  CountingStream(InputStream in) {
    super(in);
  }

  /**
   * Takes the number of bytes of one read, which is not negative.
   *
   * @throws IOException to end the reading
   */
  abstract void onRead(int count) throws IOException;

  @Override
  public int read() throws IOException {
    int next = super.read();
    onRead(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    onRead(Math.max(count, 0));
    return count;
  }

  /** Returns false: bytes that are read twice would count twice. */
  @Override
  public boolean markSupported() {
    return false;
  }
}
