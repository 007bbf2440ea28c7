package dev.firsttoken.wire.sse;

import io.netty.buffer.ByteBuf;

/** Hears what an {@link SseScanner} finds, in the order of the stream. */
public interface SseSink {

  /**
   * The next piece of the current event's data. An event comes in as many pieces as reads cut it
   * into; several data lines come joined by a piece that is one {@code \n}. Only for looking, and
   * only during the call: the buffer stays the caller's.
   *
   * @param from absolute index of the first byte
   * @param to absolute index past the last one
   */
  void onData(ByteBuf bytes, int from, int to);

  /** The event is complete. Never called for an event without a data line. */
  void onEvent();
}
