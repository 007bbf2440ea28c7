package dev.firsttoken.proxy.synthetic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * One server-sent event with its HTTP chunk framing, built once and sent many times: either without
 * a copy, or as a copy in which only the stamps are overwritten.
 */
final class PrebuiltEvent {
  /**
   * Placeholder for the stamps at the end of a chunk's object. JSON allows blanks before a number.
   */
  static final String STAMPS =
      ",\"seq\":"
          + " ".repeat(7)
          + ",\"due_ns\":"
          + " ".repeat(20)
          + ",\"sent_ns\":"
          + " ".repeat(20);

  private static final int SENT_END = "}\n\n".length();
  private static final int DUE_END = SENT_END + 20 + ",\"sent_ns\":".length();
  private static final int SEQ_END = DUE_END + 20 + ",\"due_ns\":".length();

  private final ByteBuf framed;
  private final int eventOffset;
  private final int length;

  /**
   * @param data the event's data, one line
   * @param chunked whether to add chunk framing
   */
  PrebuiltEvent(ByteBufAllocator alloc, String data, boolean chunked) {
    byte[] event = ("data: " + data + "\n\n").getBytes(StandardCharsets.US_ASCII);
    String size = chunked ? Integer.toHexString(event.length) + "\r\n" : "";
    this.eventOffset = size.length();
    this.length = event.length;
    this.framed = alloc.directBuffer(eventOffset + length + 2);
    framed.writeCharSequence(size, StandardCharsets.US_ASCII);
    framed.writeBytes(event);
    framed.writeCharSequence(chunked ? "\r\n" : "", StandardCharsets.US_ASCII);
  }

  /** Length of the event in bytes, without framing. */
  int length() {
    return length;
  }

  /** Returns the event unchanged; the caller releases it. */
  ByteBuf buffer() {
    return framed.retainedDuplicate();
  }

  /**
   * Fills in the stamps. The event's data must end in {@link #STAMPS} and a brace.
   *
   * @return a copy; the caller releases it
   */
  ByteBuf stampedCopy(ByteBufAllocator alloc, long seq, long dueNanos, long sentNanos) {
    ByteBuf copy = alloc.directBuffer(framed.readableBytes());
    copy.writeBytes(framed, framed.readerIndex(), framed.readableBytes());
    int end = eventOffset + length;
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
