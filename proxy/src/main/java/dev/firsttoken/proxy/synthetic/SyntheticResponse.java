package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ApiError;

/** Writes one synthetic response: frames, each when it is due, then the rest. */
interface SyntheticResponse {
  /** Writes everything that comes before the first frame. */
  void start();

  /** Reports whether a frame is left. */
  boolean hasNext();

  /** Due time of the next frame or, if none is left, of the rest. */
  long dueNanos();

  /**
   * Writes the next frame.
   *
   * @param nowNanos when it is handed to the socket
   * @return the number of bytes written
   */
  int writeNextFrame(long nowNanos);

  /** Writes everything that follows the frames, except for the end of the body. */
  void finish();

  /** Reports whether any part of the response was written. */
  boolean isStarted();

  /** Writes an error event, if the format allows one. */
  void writeError(ApiError error);

  /** Releases all buffers. */
  void release();
}
