package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Is told of one call as it happens: {@link #onRequestWritten}, {@link #onHeaders}, any number of
 * {@link #onData} with their {@link #onBody}, and {@link #onEnded}, which always comes, once, last.
 * All on the connection's event loop. Stamps are nanoseconds of the monotonic clock, one for each
 * socket read, taken before anything is looked at.
 */
public interface CallListener {

  /** The request's bytes were handed to the socket. May come after the head of an early answer. */
  void onRequestWritten(long nanos);

  /** The answer's head came; interim (1xx) heads are not told. */
  void onHeaders(HttpResponse response, long nanos);

  /**
   * Data of the body, framing taken off, from index {@code from} to index {@code to}: for looking
   * only, and only until this method returns.
   */
  void onData(ByteBuf bytes, int from, int to, long nanos);

  /**
   * The same bytes as they came, after all their {@link #onData}: with their chunk framing where
   * the answer is chunked. Only whole framing comes, and never the zero chunk. The listener owns
   * the buffer.
   */
  default void onBody(ByteBuf bytes) {
    bytes.release();
  }

  /** All that one socket read brought has been told. */
  default void onReadComplete() {}

  /** The call is over. */
  void onEnded(CallResult result);
}
