package dev.firsttoken.proxy.door;

import io.netty.buffer.ByteBuf;

/**
 * Follows the lines of request heads and trailers, and accepts only what every parser reads the
 * same way: lines that end in CRLF, none that continues another (RFC 9112 §5.2), no control
 * characters, and a request line of three words with one space between (§3).
 */
final class HeadLines {
  private int line;
  private int length;
  private int spaces;
  private boolean afterReturn;
  private boolean malformed;

  /**
   * A new head begins with the next byte.
   *
   * @param trailers there is no request line, only fields
   */
  void begin(boolean trailers) {
    line = trailers ? 1 : 0;
    length = 0;
    spaces = 0;
    afterReturn = false;
    malformed = false;
  }

  /** A byte of it has come, empty lines in front not counted. */
  boolean begun() {
    return line > 0 || length > 0;
  }

  boolean malformed() {
    return malformed;
  }

  /**
   * Index behind the blank line that ends the head, or -1 where it isn't there or the head is
   * {@link #malformed}.
   */
  int end(ByteBuf bytes, int from, int to) {
    for (int at = from; at < to && !malformed; at++) {
      byte b = bytes.getByte(at);
      if (afterReturn) {
        afterReturn = false;
        if (b != '\n') {
          malformed = true;
        } else if (endLine()) {
          return at + 1;
        }
      } else if (b == '\r') {
        afterReturn = true;
      } else {
        take(b);
      }
    }
    return -1;
  }

  private boolean endLine() {
    boolean blank = length == 0;
    malformed |= line == 0 && !blank && spaces != 2;
    // Empty lines in front of a request line are passed over (§2.2).
    line += blank && line == 0 ? 0 : 1;
    length = 0;
    return blank && line > 0;
  }

  private void take(byte b) {
    boolean blank = b == ' ' || b == '\t';
    malformed |= (length == 0 && blank) || (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
    if (line == 0) {
      spaces += b == ' ' ? 1 : 0;
      malformed |= b == '\t';
    }
    length++;
  }
}
