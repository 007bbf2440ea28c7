package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * One server-sent event with its HTTP chunk framing, built once and sent many times: either without
 * a copy, or as a copy in which only the stamps are overwritten.
 */
final class FramedEvent {
  private static final int NUMBER_CHARS = 20;

  /** Placeholders of the stamps. JSON allows blanks before a number. */
  private static final String BLANK = " ".repeat(NUMBER_CHARS);

  private static final String SEQ = ",\"seq\":";
  private static final String DUE = ",\"due_ns\":";
  private static final String SENT = ",\"sent_ns\":";

  private static final int SENT_END = "}\n\n".length();
  private static final int DUE_END = SENT_END + NUMBER_CHARS + SENT.length();
  private static final int SEQ_END = DUE_END + NUMBER_CHARS + DUE.length();

  private final ByteBuf framed;
  private final int length;
  private final int end;

  private FramedEvent(ByteBuf framed, int length, int end) {
    this.framed = framed;
    this.length = length;
    this.end = end;
  }

  /**
   * Creates the event of one chunk.
   *
   * @param chunk JSON without its last brace
   * @param stamp whether to leave room for stamps
   * @param framing whether to add chunk framing
   */
  static FramedEvent ofChunk(ByteBufAllocator alloc, String chunk, boolean stamp, boolean framing) {
    String stamps = stamp ? SEQ + BLANK + DUE + BLANK + SENT + BLANK : "";
    return of(alloc, chunk + stamps + "}", framing);
  }

  /**
   * Creates an event.
   *
   * @param data one line of ASCII
   * @param framing whether to add chunk framing
   */
  static FramedEvent of(ByteBufAllocator alloc, String data, boolean framing) {
    String event = "data: " + data + "\n\n";
    String size = framing ? Integer.toHexString(event.length()) + "\r\n" : "";
    String text = framing ? size + event + "\r\n" : event;
    ByteBuf framed = alloc.directBuffer(text.length());
    framed.writeCharSequence(text, StandardCharsets.US_ASCII);
    return new FramedEvent(framed, event.length(), size.length() + event.length());
  }

  /** Length of the event in bytes, without framing. */
  int length() {
    return length;
  }

  /** Returns the event unchanged; the caller releases it. */
  ByteBuf buffer() {
    return framed.retainedDuplicate();
  }

  /** Returns a copy with its stamps filled in; the caller releases it. */
  ByteBuf stampedCopy(ByteBufAllocator alloc, int seq, long dueNanos, long sentNanos) {
    int bytes = framed.readableBytes();
    ByteBuf copy = alloc.directBuffer(bytes).writeBytes(framed, 0, bytes);
    putNumber(copy, end - SEQ_END, seq);
    putNumber(copy, end - DUE_END, dueNanos);
    putNumber(copy, end - SENT_END, sentNanos);
    return copy;
  }

  void release() {
    framed.release();
  }

  /** Writes decimal digits that end before {@code end}. */
  private static void putNumber(ByteBuf buffer, int end, long number) {
    int index = end;
    long remaining = number;
    do {
      buffer.setByte(--index, '0' + (int) Math.abs(remaining % 10));
      remaining /= 10;
    } while (remaining != 0);
    if (number < 0) {
      buffer.setByte(--index, '-');
    }
  }
}
