package dev.firsttoken.wire.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the events of a stream and their data, however its bytes are split. It keeps no bytes, so
 * an endless event costs no memory. It reports {@code data} fields, and which events are errors:
 * those of the type {@code error}, and those with an {@code error} field that is not empty, in
 * which some servers send an error instead of data. It reports no other event without a data line.
 *
 * <p>One scanner serves one stream, on one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Grammar</a>
 */
public final class SseScanner {

  /** At the start of the stream, or within the byte order mark. */
  private static final int STREAM_START = 0;

  private static final int LINE_START = 1;

  /** In a field name that matches {@link #field} so far. */
  private static final int NAME = 2;

  /** In the value of an {@code event} or {@code error} field. */
  private static final int ERROR_VALUE = 3;

  /** After the colon of a field, where one space is skipped. */
  private static final int SPACE = 4;

  private static final int VALUE = 5;

  /** In a comment or another field. */
  private static final int IGNORED = 6;

  // Fields whose values matter, as indexes of their names.
  private static final int DATA = 0;
  private static final int EVENT = 1;
  private static final int ERROR = 2;
  private static final byte[][] NAMES = {
    {'d', 'a', 't', 'a'}, {'e', 'v', 'e', 'n', 't'}, {'e', 'r', 'r', 'o', 'r'}
  };

  /** Type of an event that is an error. */
  private static final byte[] ERROR_TYPE = NAMES[ERROR];

  /** Values of an {@code error} field that say that there is none. */
  private static final byte[][] NO_ERROR = {
    {'n', 'u', 'l', 'l'},
    {'f', 'a', 'l', 's', 'e'},
    {'0'},
    {'"', '"'},
    {'{', '}'},
    {'[', ']'}
  };

  private static final byte[] ANY_ERROR = {};

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final ByteBuf NEWLINE =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {'\n'}).asReadOnly());

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long CARRIAGE_RETURNS = '\r' * ONES;

  private final SseSink sink;
  private int state = STREAM_START;

  /** The current field, as far as its name is known. */
  private int field = DATA;

  /** Number of bytes of its name, of a value or of {@link #BYTE_ORDER_MARK} matched so far. */
  private int matched;

  /** The one of {@link #NO_ERROR} that the current {@code error} field can have. */
  private byte[] noError = ANY_ERROR;

  /** The last byte was a CR, so an LF now belongs to the same line end. */
  private boolean afterCr;

  /** A field has started since the last blank line. */
  private boolean inEvent;

  /** A data line has started since the last blank line. */
  private boolean hasData;

  /** The last {@code event} field since the last blank line is {@code error}. */
  private boolean isErrorType;

  /** An {@code error} field since the last blank line is not empty. */
  private boolean hasErrorField;

  /**
   * Creates a scanner.
   *
   * @param sink receives the events; if it throws, the exception leaves {@link #scan} and the
   *     scanner is unusable
   */
  public SseScanner(SseSink sink) {
    this.sink = sink;
  }

  /**
   * Scans the next bytes of the stream. Neither moves the buffer's indices nor keeps the buffer.
   *
   * @param from absolute index of the first byte
   * @param to absolute index past the last one
   */
  public void scan(ByteBuf bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (state == SPACE) {
        state = field == DATA ? VALUE : ERROR_VALUE;
        if (bytes.getByte(at) == ' ') {
          at++;
        }
      } else if (state < VALUE) {
        int end = state == LINE_START && !inEvent ? sink.onEventStart(bytes, at, to) : at;
        if (end > at) {
          afterCr = false;
          at = end;
        } else {
          step(bytes.getByte(at++));
        }
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
   * Ends the stream, and with it the last line and the last event: some servers leave out the blank
   * line after it. To be called only if the body is known to be complete.
   */
  public void finish() {
    endLine();
    endLine();
  }

  /**
   * True if no event is incomplete, so another event could start here. A complete comment line is
   * not part of an event. The last byte can be the CR of a blank line: an LF after it belongs to
   * that line, and any other byte starts a new line.
   */
  public boolean isAtEventBoundary() {
    return !inEvent && (state == LINE_START || (state == STREAM_START && matched == 0));
  }

  /** Processes a byte at the start of a line, or the byte that ends a line. */
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
    } else if (state == ERROR_VALUE) {
      matchErrorValue(b);
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
   * Starts a line with its first byte.
   *
   * @param afterPartialMark true after an incomplete byte order mark, which makes the field name
   *     different from {@code data}
   */
  private void startLine(byte b, boolean afterPartialMark) {
    inEvent |= afterPartialMark || b != ':';
    field = b == NAMES[DATA][0] ? DATA : EVENT;
    state = !afterPartialMark && b == NAMES[field][0] ? NAME : IGNORED;
    matched = 1;
  }

  private void matchName(byte b) {
    if (matched == 1 && field == EVENT && b == NAMES[ERROR][1]) {
      field = ERROR;
    }
    if (matched < NAMES[field].length) {
      state = b == NAMES[field][matched] ? NAME : IGNORED;
      matched++;
    } else {
      state = b == ':' ? SPACE : IGNORED;
      if (state == SPACE) {
        startValue();
      }
    }
  }

  private void startValue() {
    if (field == DATA) {
      startData();
    } else if (field == EVENT) {
      isErrorType = false; // The last type of an event counts.
    }
    matched = 0;
  }

  private void matchErrorValue(byte b) {
    if (field == ERROR) {
      matchNoError(b);
    } else if (matched < ERROR_TYPE.length && b == ERROR_TYPE[matched]) {
      matched++;
    } else {
      state = IGNORED;
    }
  }

  /** White space is skipped: {@code { }} is empty, too. */
  private void matchNoError(byte b) {
    if (b == ' ' || b == '\t') {
      return;
    }
    if (matched == 0) {
      noError = noErrorStartingWith(b);
    }
    if (matched < noError.length && b == noError[matched]) {
      matched++;
    } else {
      hasErrorField = true;
      state = IGNORED;
    }
  }

  private static byte[] noErrorStartingWith(byte b) {
    for (byte[] value : NO_ERROR) {
      if (value[0] == b) {
        return value;
      }
    }
    return ANY_ERROR;
  }

  private void endLine() {
    boolean blank = state == LINE_START || (state == STREAM_START && matched == 0);
    if (state == NAME && matched == NAMES[field].length) {
      startValue(); // "data" without a colon is an empty data line
    } else if (state == ERROR_VALUE && field == EVENT) {
      isErrorType = matched == ERROR_TYPE.length;
    } else if (state == ERROR_VALUE) {
      hasErrorField |= matched > 0 && matched < noError.length; // such as "nul"
    }
    inEvent |= state == STREAM_START && !blank;
    state = LINE_START;
    if (blank) {
      boolean complete = hasData || hasErrorField;
      boolean error = isErrorType || hasErrorField;
      inEvent = false;
      hasData = false;
      isErrorType = false;
      hasErrorField = false;
      if (complete) {
        sink.onEvent(error);
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
   * Finds the next CR or LF. Reads eight bytes at a time: for each zero byte of {@code x}, {@code
   * (x - ONES) & ~x & HIGH_BITS} has the high bit of that byte set. Higher bits may be false
   * positives; the lowest set bit never is.
   *
   * @return its index, or {@code to}
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
