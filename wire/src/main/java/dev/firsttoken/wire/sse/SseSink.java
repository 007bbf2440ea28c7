package dev.firsttoken.wire.sse;

import io.netty.buffer.ByteBuf;

/** Receives what an {@link SseScanner} finds, in stream order. */
public interface SseSink {

  /**
   * Called with the next piece of the current event's data. An event has as many pieces as reads
   * split it into. A piece with a single {@code \n} joins two data lines. The sink must not modify
   * the buffer or keep it after this method returns.
   *
   * @param from absolute index of the first byte
   * @param to absolute index past the last one
   */
  void onData(ByteBuf bytes, int from, int to);

  /**
   * Offers the bytes from the start of an event. A sink that recognizes a whole event of one data
   * line, up to its blank line, can take it and is not told of it again.
   *
   * @param from absolute index of the first byte of the event
   * @param to absolute index past the last byte that has been received
   * @return absolute index past the event that the sink took, or {@code from} if it took none
   */
  default int onEventStart(ByteBuf bytes, int from, int to) {
    return from;
  }

  /**
   * Called at the end of an event that has a data line or an {@code error} field.
   *
   * @param error true if its type is {@code error}, or if it has an {@code error} field
   */
  void onEvent(boolean error);
}
