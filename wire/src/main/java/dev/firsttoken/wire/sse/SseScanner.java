package dev.firsttoken.wire.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the events of a stream and their data, whatever way its bytes are cut. It keeps no byte, so
 * an event without end costs no memory. Of the fields only {@code data} is reported; an event
 * without a data line, and one that the stream's end leaves unfinished, is none. For one stream, on
 * one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">The grammar</a>
 */
public final class SseScanner {

  /** Nothing of the stream has been seen, or a part of the byte order mark. */
  private static final int STREAM_START = 0;

  private static final int LINE_START = 1;

  /** The line agrees with {@code data} so far. */
  private static final int NAME = 2;

  /** Behind {@code data:}, where one space does not count. */
  private static final int SPACE = 3;

  private static final int VALUE = 4;

  /** In a comment or in another field. */
  private static final int IGNORED = 5;

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final ByteBuf NEWLINE =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {'\n'}).asReadOnly());

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long CARRIAGE_RETURNS = '\r' * ONES;

  private final SseSink sink;
  private int state = STREAM_START;

  /** How many bytes of {@link #DATA} or {@link #BYTE_ORDER_MARK} have come. */
  private int matched;

  /** The last byte was a CR: an LF now belongs to the same line end. */
  private boolean afterCr;

  /** A field has begun since the last blank line. */
  private boolean inEvent;

  /** A data line has begun since the last blank line. */
  private boolean hasData;

  /**
   * @param sink hears of every event; what it throws leaves {@link #scan} and the scanner unusable
   */
  public SseScanner(SseSink sink) {
    this.sink = sink;
  }

  /**
   * Reads on. Moves no index of the buffer and keeps nothing of it.
   *
   * @param from absolute index of the first byte
   * @param to absolute index past the last one
   */
  public void scan(ByteBuf bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (state == SPACE) {
        state = VALUE;
        if (bytes.getByte(at) == ' ') {
          at++;
        }
      } else if (state < VALUE) {
        step(bytes.getByte(at++));
      } else {
        int end = indexOfLineEnd(bytes, at, to);
        if (state == VALUE && end > at) {
          sink.onData(bytes, at, end);
        }
        if (end < to) {
          step(bytes.getByte(end));
        }
        at = end + 1;
      }
    }
  }

  /**
   * Whether no byte of an unfinished event has been seen: bytes of another event could follow here.
   * A finished comment line is no part of an event. The last byte may be the CR of a blank line: an
   * LF behind it would still be that line's, and anything else begins a new one.
   */
  public boolean isAtEventBoundary() {
    return !inEvent && (state == LINE_START || (state == STREAM_START && matched == 0));
  }

  /** One byte of a line's start, or the one that ends a line. */
  private void step(byte b) {
    boolean sameLineEnd = afterCr && b == '\n';
    afterCr = b == '\r';
    if (sameLineEnd) {
      return;
    }
    if (b == '\n' || b == '\r') {
      endLine();
    } else if (state == NAME) {
      matchName(b);
    } else if (state == STREAM_START && b == BYTE_ORDER_MARK[matched]) {
      matched++;
      if (matched == BYTE_ORDER_MARK.length) {
        state = LINE_START;
      }
    } else {
      startLine(b, state == STREAM_START && matched > 0);
    }
  }

  /**
   * @param afterPartialMark a part of the byte order mark stands before it, so the name is not
   *     {@code data}
   */
  private void startLine(byte b, boolean afterPartialMark) {
    inEvent |= afterPartialMark || b != ':';
    state = !afterPartialMark && b == DATA[0] ? NAME : IGNORED;
    matched = 1;
  }

  private void matchName(byte b) {
    if (matched < DATA.length) {
      state = b == DATA[matched] ? NAME : IGNORED;
      matched++;
    } else if (b == ':') {
      startData();
      state = SPACE;
    } else {
      state = IGNORED;
    }
  }

  private void endLine() {
    boolean blank = state == LINE_START || (state == STREAM_START && matched == 0);
    if (state == NAME && matched == DATA.length) {
      startData(); // "data" without a colon: a data line that is empty
    }
    inEvent |= state == STREAM_START && !blank;
    state = LINE_START;
    if (blank) {
      boolean complete = hasData;
      inEvent = false;
      hasData = false;
      if (complete) {
        sink.onEvent();
      }
    }
  }

  private void startData() {
    if (hasData) {
      sink.onData(NEWLINE, 0, 1);
    }
    hasData = true;
  }

  /**
   * Index of the next CR or LF, or {@code to}. Eight bytes at a time: where a byte of {@code x} is
   * zero, {@code (x - ONES) & ~x & HIGH_BITS} has that byte's high bit set, and the lowest bit set
   * is always a true one.
   */
  private static int indexOfLineEnd(ByteBuf bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = bytes.getLongLE(at);
      long lf = word ^ LINE_FEEDS;
      long cr = word ^ CARRIAGE_RETURNS;
      long found = (((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to) {
      byte b = bytes.getByte(at);
      if (b == '\n' || b == '\r') {
        break;
      }
      at++;
    }
    return at;
  }
}
