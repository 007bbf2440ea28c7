package dev.firsttoken.wire.chat;

/** JSON number, read byte by byte, with its value if that is a {@code long}. */
final class JsonNumber {

  private static final int START = 0;
  private static final int MINUS = 1;
  private static final int ZERO = 2;
  private static final int DIGITS = 3;
  private static final int POINT = 4;
  private static final int FRACTION = 5;
  private static final int EXPONENT = 6;
  private static final int EXPONENT_SIGN = 7;
  private static final int EXPONENT_DIGITS = 8;

  private static final long LAST_TENTH = Long.MIN_VALUE / 10;

  private int state;
  private boolean negative;
  private boolean overflow;

  /** The digits so far as a negative number, because {@code -Long.MIN_VALUE} overflows. */
  private long negated;

  void start() {
    state = START;
    negative = false;
    overflow = false;
    negated = 0;
  }

  /**
   * Reads one byte.
   *
   * @return false if {@code b} is not part of the number, which ended before it
   */
  boolean accept(byte b) {
    if (b >= '0' && b <= '9') {
      return digit(b - '0');
    }
    int next =
        switch (b) {
          case '-' -> state == START ? MINUS : state == EXPONENT ? EXPONENT_SIGN : -1;
          case '+' -> state == EXPONENT ? EXPONENT_SIGN : -1;
          case '.' -> state == ZERO || state == DIGITS ? POINT : -1;
          case 'e', 'E' -> state == ZERO || state == DIGITS || state == FRACTION ? EXPONENT : -1;
          default -> -1;
        };
    if (next < 0) {
      return false;
    }
    negative |= next == MINUS;
    state = next;
    return true;
  }

  /** True if the bytes so far form a number. */
  boolean isComplete() {
    return state == ZERO || state == DIGITS || state == FRACTION || state == EXPONENT_DIGITS;
  }

  /** True if the number has no fraction or exponent and {@link #value} fits in a long. */
  boolean isLong() {
    return (state == ZERO || state == DIGITS)
        && !overflow
        && (negative || negated != Long.MIN_VALUE);
  }

  long value() {
    return negative ? negated : -negated;
  }

  private boolean digit(int digit) {
    switch (state) {
      case ZERO -> {
        return false; // no leading zeros
      }
      case START, MINUS -> {
        state = digit == 0 ? ZERO : DIGITS;
        negated = -digit;
      }
      case DIGITS -> append(digit);
      case POINT, FRACTION -> state = FRACTION;
      default -> state = EXPONENT_DIGITS;
    }
    return true;
  }

  private void append(int digit) {
    overflow |= negated < LAST_TENTH || (negated == LAST_TENTH && digit > 8);
    negated = negated * 10 - digit;
  }
}
