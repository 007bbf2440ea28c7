package dev.firsttoken.wire.framing;

import io.netty.buffer.ByteBuf;

/**
 * Follows HTTP/1.1 chunked framing (RFC 9112 §7.1) over buffers as they come from the socket: it
 * shows where the data lies, and up to where the bytes are whole, understood framing that may be
 * passed on as it is.
 *
 * <p>Because what it accepts is passed on unchanged, it accepts only what every reader takes the
 * same way: hexadecimal sizes below 2³², extensions in ASCII, lines that end in CRLF. Anything else
 * is {@link #isMalformed()}: framing that two parsers read differently is how requests are
 * smuggled.
 *
 * <p>It keeps no bytes. A size line that a read cuts is left to the caller, who hands it in again
 * in front of the next read; so the zero chunk never leaves before it is known to be one.
 */
public final class ChunkScanner {
  /** Where the data of a body lies. */
  public interface Sink {
    /** Data of the body from index {@code from} to index {@code to}, for looking only. */
    void onData(ByteBuf bytes, int from, int to);
  }

  /** The longest size line, extensions and line end included. */
  public static final int MAX_LINE_BYTES = 4096;

  private static final long MAX_CHUNK_SIZE = 0xFFFF_FFFFL;

  private enum State {
    SIZE_LINE,
    DATA,
    DATA_CR,
    DATA_LF,
    LAST,
    MALFORMED
  }

  private State state = State.SIZE_LINE;
  private long remaining;

  /** A chunk's size line was passed on, and its end was not yet. */
  private boolean inChunk;

  /**
   * Size of the chunk whose line was read last; valid while {@link #parseSizeLine} returns a
   * length.
   */
  private long size;

  /** Forgets the last body: the next byte is the first of a new one. */
  public void reset() {
    state = State.SIZE_LINE;
    remaining = 0;
    inChunk = false;
  }

  /**
   * What may be passed on by now ends with a whole chunk, or there has been none. Stays as it was
   * when the framing turns out malformed.
   */
  public boolean isAtChunkBoundary() {
    return !inChunk;
  }

  /** The zero chunk's line has been seen; it begins where the last {@link #scan} stopped. */
  public boolean isAtLastChunk() {
    return state == State.LAST;
  }

  /** The framing is broken, or is what two parsers could read differently. Nothing mends it. */
  public boolean isMalformed() {
    return state == State.MALFORMED;
  }

  /**
   * Scans {@code bytes} from index {@code from} to index {@code to}.
   *
   * @return the index up to which the bytes may be passed on. What lies behind it is a size line
   *     that is not whole yet (at most {@link #MAX_LINE_BYTES} bytes), or the zero chunk and its
   *     trailers if {@link #isAtLastChunk()}, or nothing that can be trusted if {@link
   *     #isMalformed()}
   */
  public int scan(ByteBuf bytes, int from, int to, Sink sink) {
    int at = from;
    while (at < to) {
      switch (state) {
        case SIZE_LINE -> {
          int length = parseSizeLine(bytes, at, to);
          if (length <= 0 || size == 0) {
            state = length < 0 ? State.MALFORMED : length > 0 ? State.LAST : state;
            return at;
          }
          at += length;
          remaining = size;
          inChunk = true;
          state = State.DATA;
        }
        case DATA -> {
          int end = (int) Math.min(to, at + remaining);
          sink.onData(bytes, at, end);
          remaining -= end - at;
          at = end;
          if (remaining == 0) {
            state = State.DATA_CR;
          }
        }
        case DATA_CR -> at = expect(bytes, at, '\r', State.DATA_LF);
        case DATA_LF -> {
          at = expect(bytes, at, '\n', State.SIZE_LINE);
          inChunk = state != State.SIZE_LINE;
        }
        case LAST, MALFORMED -> {
          return at;
        }
      }
    }
    return at;
  }

  private int expect(ByteBuf bytes, int at, char expected, State next) {
    if (bytes.getByte(at) != expected) {
      state = State.MALFORMED;
      return at;
    }
    state = next;
    return at + 1;
  }

  /** Length of the size line at {@code from}, 0 if it is not whole yet, -1 if it is malformed. */
  private int parseSizeLine(ByteBuf bytes, int from, int to) {
    int limit = Math.min(to, from + MAX_LINE_BYTES);
    int at = from;
    size = 0;
    while (at < limit) {
      int digit = hexDigit(bytes.getByte(at));
      if (digit < 0) {
        return at == from ? -1 : parseLineEnd(bytes, from, at, to);
      }
      size = (size << 4) | digit;
      if (size > MAX_CHUNK_SIZE) {
        return -1;
      }
      at++;
    }
    return incompleteOrTooLong(from, to);
  }

  /** The same, from the first byte behind the digits on: extensions with white space, CRLF. */
  private static int parseLineEnd(ByteBuf bytes, int from, int afterDigits, int to) {
    int limit = Math.min(to, from + MAX_LINE_BYTES);
    boolean extension = false;
    for (int at = afterDigits; at < limit; at++) {
      byte b = bytes.getByte(at);
      if (b == '\r') {
        // A CR alone, like an LF alone, would end the line for one reader only.
        boolean valid = extension || at == afterDigits;
        if (valid && at + 1 == limit) {
          break;
        }
        return valid && bytes.getByte(at + 1) == '\n' ? at + 2 - from : -1;
      }
      extension |= b == ';';
      boolean blank = b == ' ' || b == '\t';
      boolean visible = b > ' ' && b < 127;
      if (!blank && !(extension && visible)) {
        return -1;
      }
    }
    return incompleteOrTooLong(from, to);
  }

  private static int incompleteOrTooLong(int from, int to) {
    return to - from >= MAX_LINE_BYTES ? -1 : 0;
  }

  private static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
