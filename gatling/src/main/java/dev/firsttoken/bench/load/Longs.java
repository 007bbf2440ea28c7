package dev.firsttoken.bench.load;

import java.util.Arrays;

/** A growing list of longs that is filled again for each request. */
final class Longs {
  private static final int FIRST_ROOM = 256;

  private long[] values = new long[FIRST_ROOM];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long[] copy() {
    return Arrays.copyOf(values, size);
  }

  void clear() {
    size = 0;
  }
}
