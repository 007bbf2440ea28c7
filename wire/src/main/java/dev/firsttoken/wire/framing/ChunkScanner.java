package dev.firsttoken.wire.framing;

import io.netty.buffer.ByteBuf;

/**
 * Scanner for HTTP/1.1 chunked framing (RFC 9112 §7.1) over buffers as the socket delivers them. It
 * reports where the data is, and up to which index the framing is complete, valid and safe to
 * forward unchanged.
 *
 * <p>Because its input is forwarded unchanged, it accepts only framing that every parser interprets
 * the same way: hexadecimal sizes below 2³², extensions in ASCII, lines that end in CRLF. Anything
 * else is {@link #isMalformed() malformed}, since framing that two parsers interpret differently
 * allows request smuggling.
 *
 * <p>It keeps no bytes. If a read splits a size line, the caller keeps the start of the line and
 * passes it in again before the next read. So the zero chunk is never forwarded before it has been
 * recognized.
 */
public final class ChunkScanner {
  /** Receives the position of body data. */
  public interface Sink {
    /** Called with body data from index {@code from} to index {@code to}, which is read-only. */
    void onData(ByteBuf bytes, int from, int to);
  }

  /** Maximum length of a size line, including extensions and line end. */
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

  /** True from the size line of a chunk until its end. */
  private boolean inChunk;

  /** Size of the chunk after {@link #parseSizeLine} has returned a length. */
  private long size;

  /** Prepares for a new body, which starts with the next byte. */
  public void reset() {
    state = State.SIZE_LINE;
    remaining = 0;
    inChunk = false;
  }

  /**
   * True if the bytes that may be forwarded end with a complete chunk, or there are none yet.
   * Malformed framing does not change it.
   */
  public boolean isAtChunkBoundary() {
    return !inChunk;
  }

  /** True after the size line of the zero chunk, which starts where {@link #scan} stopped. */
  public boolean isAtLastChunk() {
    return state == State.LAST;
  }

  /** True if the framing is invalid, or two parsers could interpret it differently. Permanent. */
  public boolean isMalformed() {
    return state == State.MALFORMED;
  }

  /**
   * Scans {@code bytes} from index {@code from} to index {@code to}.
   *
   * @return index up to which the bytes may be forwarded. After it comes an incomplete size line of
   *     at most {@link #MAX_LINE_BYTES} bytes; or, if {@link #isAtLastChunk()}, the zero chunk and
   *     its trailers; or, if {@link #isMalformed()}, untrusted bytes
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

  /** Returns the length of the size line, 0 if it is incomplete, or -1 if it is malformed. */
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

  /** Parses the rest of the size line after its digits: white space, extensions, CRLF. */
  private static int parseLineEnd(ByteBuf bytes, int from, int afterDigits, int to) {
    int limit = Math.min(to, from + MAX_LINE_BYTES);
    boolean extension = false;
    for (int at = afterDigits; at < limit; at++) {
      byte b = bytes.getByte(at);
      if (b == '\r') {
        // Some parsers end the line at a bare CR or a bare LF, others do not.
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
