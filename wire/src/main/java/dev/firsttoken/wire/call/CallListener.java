package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Callbacks of one call: {@link #onRequestWritten}, {@link #onHeaders}, any number of {@link
 * #onData} each followed by {@link #onBody}, and finally {@link #onEnded}, which is called exactly
 * once. All run on the connection's event loop. Timestamps are nanoseconds of the monotonic clock.
 * Each socket read has one, taken before its bytes are processed.
 */
public interface CallListener {

  /**
   * Called when the socket has accepted all bytes of the request. An early response can make {@link
   * #onHeaders} come first.
   */
  default void onRequestWritten(long nanos) {}

  /** Called with the response headers. Interim (1xx) responses are not reported. */
  void onHeaders(HttpResponse response, long nanos);

  /**
   * Called with body data, without framing, from index {@code from} to index {@code to}. The
   * listener must not modify the buffer or keep it after this method returns.
   */
  void onData(ByteBuf bytes, int from, int to, long nanos);

  /**
   * Called with the bytes as received, after {@link #onData} for all data in them. A chunked body
   * keeps its framing; a size line is never split, and the zero chunk is left out. The listener
   * owns the buffer.
   */
  default void onBody(ByteBuf bytes) {
    bytes.release();
  }

  /** Called when everything that one socket read brought has been reported. */
  default void onReadComplete() {}

  /** Called when the call has ended. */
  void onEnded(CallResult result);
}
