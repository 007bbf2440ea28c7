package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;

/** Phase of a connection, with all that belongs to it. */
sealed interface ConnectionPhase {
  /** Between two requests. */
  record Idle() implements ConnectionPhase {}

  /**
   * The request is read.
   *
   * @param body what was read of it, to be released; empty if it does not matter
   */
  record Receiving(Endpoint endpoint, String uri, ByteBuf body, ResponseOutput output)
      implements ConnectionPhase {}

  /** The response was sent early, and the rest of the request is discarded. */
  record Discarding() implements ConnectionPhase {}

  /** The response is written at once. */
  record Responding(ResponseOutput output) implements ConnectionPhase {}

  /** The response is written in parts. */
  record Pacing(ResponsePacer pacer) implements ConnectionPhase {}

  /** The connection serves nothing more. */
  record Closed() implements ConnectionPhase {}
}
