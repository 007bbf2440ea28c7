package dev.firsttoken.wire.chat;

/**
 * Positions of the values in one event that may differ without any change to its facts: strings
 * that are not empty, and numbers. Values whose bytes decide a fact are left out.
 */
final class ValueSpans {
  /** Kind of a span that holds a string, without its quotes. Others are the fact of a number. */
  static final int STRING = -1;

  /** An event with more values is too long to be a common one. */
  private static final int MAX_SPANS = 32;

  private final int[] starts = new int[MAX_SPANS];
  private final int[] ends = new int[MAX_SPANS];
  private final int[] kinds = new int[MAX_SPANS];
  private int count;
  private boolean overflow;

  void clear() {
    count = 0;
    overflow = false;
  }

  /**
   * Called for each string value that is not empty.
   *
   * @param fact the bits of {@link Fact} that stand at its place
   * @param end index of the closing quote
   */
  void addString(int fact, int start, int end) {
    if ((fact & (Fact.KEPT_STRINGS | Fact.OBJECT)) == 0) {
      add(STRING, start, end);
    }
  }

  /** Called for each number. A number that can be an error must stay the same. */
  void addNumber(int fact, int start, int end) {
    if (end > start && (fact & ~Fact.NUMBERS) == 0) {
      add(fact, start, end);
    }
  }

  int count() {
    return count;
  }

  /** True if some spans are missing. */
  boolean hasOverflowed() {
    return overflow;
  }

  int start(int span) {
    return starts[span];
  }

  int end(int span) {
    return ends[span];
  }

  /** Returns {@link #STRING}, or the fact that a number stands for, which is 0 if it has none. */
  int kind(int span) {
    return kinds[span];
  }

  private void add(int kind, int start, int end) {
    if (count == MAX_SPANS) {
      overflow = true;
      return;
    }
    starts[count] = start;
    ends[count] = end;
    kinds[count] = kind;
    count++;
  }
}
