package dev.firsttoken.wire.chat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * JSON's grammar of a string behind its opening quote, across any cut. Of a key it remembers only
 * the place in {@link JsonPaths} that it leads to, of a kept string the first bytes, of all others
 * only whether they are empty. UTF-8 is not checked.
 */
final class JsonString {

  /** Bytes kept of a string that is to be kept. */
  static final int MAX_KEPT_BYTES = 64;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private static final int NO_ESCAPE = 0;

  /** Behind the backslash; 1 to 4 are the hexadecimal digits still to come. */
  private static final int BACKSLASH = 5;

  private final byte[] keptBytes = new byte[MAX_KEPT_BYTES];
  private int keptLength;
  private boolean keep;
  private int place;
  private boolean empty;
  private boolean closed;
  private boolean broken;
  private int escape;
  private int unit;

  /**
   * @param object the place of the object whose key it is
   */
  void startKey(int object) {
    start(false);
    place = object;
  }

  /**
   * @param keep whether its bytes are wanted
   */
  void start(boolean keep) {
    this.keep = keep;
    keptLength = 0;
    place = JsonPaths.NOWHERE;
    empty = true;
    closed = false;
    broken = false;
    escape = NO_ESCAPE;
  }

  boolean closed() {
    return closed;
  }

  boolean broken() {
    return broken;
  }

  boolean empty() {
    return empty;
  }

  /** Of a key: the place of its value. */
  int place() {
    return place;
  }

  /** The first {@link #keptLength} are the string's, at most {@link #MAX_KEPT_BYTES}. */
  byte[] keptBytes() {
    return keptBytes;
  }

  int keptLength() {
    return keptLength;
  }

  /** Reads on, and stops behind the closing quote or the byte that breaks it. */
  int scan(byte[] bytes, int from, int to) {
    empty &= bytes[from] == '"';
    int at = from;
    while (at < to && !closed && !broken) {
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
    closed = b == '"';
    broken = b != '"' && b != '\\'; // a raw control character
    escape = b == '\\' ? BACKSLASH : NO_ESCAPE;
  }

  /** Follows a key's plain bytes to the next special one, or {@code to}. */
  private int followKey(byte[] bytes, int from, int to) {
    int at = from;
    int reached = place;
    while (at < to && reached != JsonPaths.NOWHERE) {
      int symbol = JsonPaths.symbol(bytes[at]);
      if (symbol == JsonPaths.NO_SYMBOL) {
        if (isSpecial(bytes[at])) {
          break;
        }
        reached = JsonPaths.NOWHERE;
      } else {
        reached = JsonPaths.next(reached, symbol);
      }
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
        case '"', '\\', '/' -> unit(b);
        case 'b' -> unit('\b');
        case 'f' -> unit('\f');
        case 'n' -> unit('\n');
        case 'r' -> unit('\r');
        case 't' -> unit('\t');
        case 'u' -> {
          escape = 4;
          unit = 0;
        }
        default -> broken = true;
      }
      return;
    }
    int digit = Character.digit(b & 0xFF, 16);
    broken = digit < 0;
    unit = unit << 4 | digit;
    escape--;
    if (escape == NO_ESCAPE) {
      unit(unit);
    }
  }

  /** An escaped character. Past ASCII it can be in no path, and is kept as a question mark. */
  private void unit(int character) {
    byte b = character < 0x80 ? (byte) character : (byte) '?';
    place = JsonPaths.next(place, JsonPaths.symbol(b));
    if (keep && keptLength < MAX_KEPT_BYTES) {
      keptBytes[keptLength++] = b;
    }
  }

  /**
   * Index of the next quote, backslash or control character, or {@code to}. Eight bytes at a time:
   * where a byte of {@code x} is less than {@code n}, {@code (x - n * ONES) & ~x & HIGH_BITS} has
   * that byte's high bit set, and the lowest bit set is always a true one.
   */
  private static int skipPlain(byte[] bytes, int from, int to) {
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
