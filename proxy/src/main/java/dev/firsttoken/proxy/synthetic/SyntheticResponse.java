package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ApiError;

/** What a synthetic exchange writes: pieces, each when it is due, then the rest. */
interface SyntheticResponse {
  /** Writes what goes out before anything is due. */
  void start();

  /** Whether a piece is left. */
  boolean hasNext();

  /** When the next piece is due; without one, when the rest is. */
  long dueNanos();

  /**
   * Writes the next piece.
   *
   * @param nowNanos when it is handed to the socket
   * @return its bytes
   */
  int nextFrame(long nowNanos);

  /** Writes the rest, but for the end of the body. */
  void finish();

  /** Whether a byte of the answer was written. */
  boolean isStarted();

  /** Writes, where it can stand there, what kept the answer from being whole. */
  void writeError(ApiError error);

  /** Frees everything held. */
  void release();
}
