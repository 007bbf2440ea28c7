package dev.firsttoken.wire.chat;

/** Receives the facts of each event that a {@link ChatScanner} reads. */
public interface ChatSink {

  /**
   * Called once for each event, including malformed ones.
   *
   * @param facts facts of the event; the same object each time, valid during the call only
   */
  void onChunk(ChunkFacts facts);
}
