package dev.firsttoken.wire.chat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * JSON string after its opening quote, read in pieces of any size. It remembers the place in {@link
 * JsonPaths} that a key leads to, the first bytes of a kept string, and whether any other string is
 * empty. It does not validate UTF-8.
 */
final class JsonString {

  /** Number of leading bytes kept of a kept string. */
  static final int MAX_KEPT_BYTES = 64;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private static final int NO_ESCAPE = 0;

  /** After the backslash. The values 1 to 4 are the number of missing hexadecimal digits. */
  private static final int BACKSLASH = 5;

  private final byte[] keptBytes = new byte[MAX_KEPT_BYTES];
  private int keptLength;
  private boolean keep;
  private int place;
  private boolean isEmpty;
  private boolean isClosed;
  private boolean isBroken;
  private int escape;

  /** Code unit of a Unicode escape, as far as read. */
  private int codeUnit;

  /**
   * Starts a key, or a value whose bytes are followed like those of a key.
   *
   * @param object place of the enclosing object, or where such a value starts
   */
  void startKey(int object) {
    start(false);
    place = object;
  }

  /**
   * Starts a string value.
   *
   * @param keep true to keep its bytes
   */
  void start(boolean keep) {
    this.keep = keep;
    keptLength = 0;
    place = JsonPaths.NOWHERE;
    isEmpty = true;
    isClosed = false;
    isBroken = false;
    escape = NO_ESCAPE;
  }

  boolean isClosed() {
    return isClosed;
  }

  boolean isBroken() {
    return isBroken;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  /** Returns the place that a key leads to. */
  int place() {
    return place;
  }

  /** Returns the kept bytes; only the first {@link #keptLength} are valid. */
  byte[] keptBytes() {
    return keptBytes;
  }

  int keptLength() {
    return keptLength;
  }

  /**
   * Reads bytes until after the closing quote or after an invalid byte.
   *
   * @return index of the first byte not read
   */
  int scan(byte[] bytes, int from, int to) {
    isEmpty &= bytes[from] == '"';
    int at = from;
    while (at < to && !isClosed && !isBroken) {
      if (escape != NO_ESCAPE) {
        onEscaped(bytes[at++]);
        continue;
      }
      at =
          keep
              ? keep(bytes, at, to)
              : place == JsonPaths.NOWHERE ? skipPlain(bytes, at, to) : followKey(bytes, at, to);
      if (at < to) {
        onSpecial(bytes[at++]);
      }
    }
    return at;
  }

  private void onSpecial(byte b) {
    isClosed = b == '"';
    isBroken = b != '"' && b != '\\'; // a raw control character
    escape = b == '\\' ? BACKSLASH : NO_ESCAPE;
  }

  /** Follows the plain bytes of a key up to the next special byte, or {@code to}. */
  private int followKey(byte[] bytes, int from, int to) {
    int at = from;
    int reached = place;
    while (at < to && reached != JsonPaths.NOWHERE) {
      int symbol = JsonPaths.symbol(bytes[at]);
      if (symbol == JsonPaths.NO_SYMBOL) {
        if (isSpecial(bytes[at])) {
          break;
        }
      }
      reached = JsonPaths.next(reached, symbol);
      at++;
    }
    place = reached;
    return reached == JsonPaths.NOWHERE ? skipPlain(bytes, at, to) : at;
  }

  private int keep(byte[] bytes, int from, int to) {
    int end = skipPlain(bytes, from, to);
    int length = Math.min(end - from, MAX_KEPT_BYTES - keptLength);
    System.arraycopy(bytes, from, keptBytes, keptLength, length);
    keptLength += length;
    return end;
  }

  private void onEscaped(byte b) {
    if (escape == BACKSLASH) {
      escape = NO_ESCAPE;
      switch (b) {
        case '"', '\\', '/' -> addEscaped(b);
        case 'b' -> addEscaped('\b');
        case 'f' -> addEscaped('\f');
        case 'n' -> addEscaped('\n');
        case 'r' -> addEscaped('\r');
        case 't' -> addEscaped('\t');
        case 'u' -> {
          escape = 4;
          codeUnit = 0;
        }
        default -> isBroken = true;
      }
      return;
    }
    int digit = Character.digit(b & 0xFF, 16);
    isBroken = digit < 0;
    codeUnit = codeUnit << 4 | digit;
    escape--;
    if (escape == NO_ESCAPE) {
      addEscaped(codeUnit);
    }
  }

  /** Adds an escaped character. Outside ASCII it matches no path and is kept as {@code ?}. */
  private void addEscaped(int character) {
    byte b = character < 0x80 ? (byte) character : (byte) '?';
    place = JsonPaths.next(place, JsonPaths.symbol(b));
    if (keep && keptLength < MAX_KEPT_BYTES) {
      keptBytes[keptLength++] = b;
    }
  }

  /**
   * Finds the next quote, backslash or control character. Reads eight bytes at a time: for each
   * byte of {@code x} below {@code n}, {@code (x - n * ONES) & ~x & HIGH_BITS} has the high bit of
   * that byte set. Higher bits may be false positives; the lowest set bit never is.
   *
   * @return its index, or {@code to}
   */
  static int skipPlain(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORD.get(bytes, at);
      long quote = word ^ QUOTES;
      long backslash = word ^ BACKSLASHES;
      long found =
          (((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash)
                  | ((word - SPACES) & ~word))
              & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && !isSpecial(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpecial(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }
}
