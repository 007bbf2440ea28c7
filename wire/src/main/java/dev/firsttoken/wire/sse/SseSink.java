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
   * Called at the end of an event that has a data line or an {@code error} field.
   *
   * @param error true if its type is {@code error}, or if it has an {@code error} field
   */
  void onEvent(boolean error);
}
