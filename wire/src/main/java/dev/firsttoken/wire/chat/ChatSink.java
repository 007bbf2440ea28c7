package dev.firsttoken.wire.chat;

/** Hears of every event that a {@link ChatScanner} has read. */
public interface ChatSink {

  /**
   * One event, whatever it was.
   *
   * @param facts what it said; the same object each time, valid during the call only
   */
  void onChunk(ChatScanner facts);
}
