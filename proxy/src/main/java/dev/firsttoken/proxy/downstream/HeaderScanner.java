package dev.firsttoken.proxy.downstream;

import io.netty.buffer.ByteBuf;

/**
 * Scans request lines, headers and trailers, and accepts only bytes that every parser reads the
 * same way: lines that end in CRLF, no folded lines (RFC 9112 §5.2), no control characters, and a
 * request line of three words with one space between them (§3).
 */
final class HeaderScanner {
  /** Headers after the request line. Decoded, each takes much more memory than its bytes. */
  static final int MAX_LINES = 100;

  /** For the request line, and for all headers together, without line ends. */
  static final int MAX_BYTES = 16_384;

  private int lineNumber;
  private int sectionBytes;
  private int lineLength;
  private int spaces;
  private boolean afterCarriageReturn;
  private boolean isMalformed;

  /**
   * Starts a new section at the next byte.
   *
   * @param trailers whether the section has fields only, without a request line
   */
  void reset(boolean trailers) {
    sectionBytes = 0;
    lineNumber = trailers ? 1 : 0;
    lineLength = 0;
    spaces = 0;
    afterCarriageReturn = false;
    isMalformed = false;
  }

  /** Reports whether a byte was received. Empty lines in front of a request do not count. */
  boolean isStarted() {
    return lineNumber > 0 || lineLength > 0;
  }

  boolean isMalformed() {
    return isMalformed;
  }

  /** Reports whether the section has too many lines or too many bytes. */
  boolean isTooLarge() {
    return lineNumber > 1 + MAX_LINES || sectionBytes > MAX_BYTES;
  }

  /**
   * Scans the next bytes.
   *
   * @return the index behind the blank line that ends the section, or -1 if the section is
   *     incomplete, {@link #isMalformed} or {@link #isTooLarge}
   */
  int scan(ByteBuf bytes, int from, int to) {
    for (int at = from; at < to && !isMalformed && !isTooLarge(); at++) {
      byte b = bytes.getByte(at);
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        if (b != '\n') {
          isMalformed = true;
        } else if (endLine()) {
          return at + 1;
        }
      } else if (b == '\r') {
        afterCarriageReturn = true;
      } else {
        accept(b);
      }
    }
    return -1;
  }

  private boolean endLine() {
    boolean blank = lineLength == 0;
    isMalformed |= lineNumber == 0 && !blank && spaces != 2;
    if (lineNumber == 0) {
      sectionBytes = 0;
    }
    // Empty lines in front of a request line are ignored (§2.2).
    lineNumber += blank ? 0 : 1;
    lineLength = 0;
    return blank && lineNumber > 0;
  }

  private void accept(byte b) {
    boolean blank = b == ' ' || b == '\t';
    isMalformed |= (lineLength == 0 && blank) || (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
    if (lineNumber == 0) {
      spaces += b == ' ' ? 1 : 0;
      isMalformed |= b == '\t';
    }
    lineLength++;
    sectionBytes++;
  }
}
