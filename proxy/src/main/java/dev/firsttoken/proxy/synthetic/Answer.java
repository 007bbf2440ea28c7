package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ChatError;

/** What a synthetic exchange writes: pieces, each when it is due, then the rest. */
interface Answer {
  /** Writes what goes out before anything is due. */
  void open();

  /** Whether a piece is left. */
  boolean more();

  /** When the next piece is due; without one, when the rest is. */
  long dueNanos();

  /**
   * Writes the next piece.
   *
   * @param nowNanos when it is handed to the socket
   * @return its bytes
   */
  int piece(long nowNanos);

  /** Writes the rest, but for the end of the body. */
  void rest();

  /** Whether a byte of the answer was written. */
  boolean begun();

  /** Writes, where it can stand there, what kept the answer from being whole. */
  void say(ChatError error);

  /** Frees everything held. */
  void release();
}
