package dev.firsttoken.bench.load.client;

import java.util.Arrays;

/** Growable list of longs that is reused for each request. */
final class LongList {
  private static final int INITIAL_CAPACITY = 256;

  private long[] values = new long[INITIAL_CAPACITY];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(2 * size, INITIAL_CAPACITY));
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Removes all values and their memory. */
  void release() {
    values = new long[0];
    size = 0;
  }

  void clear() {
    size = 0;
  }
}
