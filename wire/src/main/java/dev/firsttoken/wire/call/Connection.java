package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, which runs at most one call at a time. A request is written once and
 * never resent; to retry, make another call. Everything runs on the connection's event loop, so
 * there are no locks.
 */
public final class Connection {
  private final CallState state;

  /** Reader of the established connection. */
  private @Nullable ResponseReader reader;

  Connection(EventLoop loop) {
    this.state = new CallState(loop);
  }

  /**
   * Sends a request and reports its progress to the listener. If the connection is still being
   * established, the request is sent as soon as it is. If the connection is closed, the call ends
   * without sending anything.
   *
   * @param request headers and body in one buffer, owned by the connection from now on
   * @throws IllegalStateException if another call is running
   */
  public void call(ByteBuf request, CallListener listener) {
    if (state.start(request, listener) && reader != null) {
      write(reader, request);
    }
  }

  /** True if another call can run: the connection is open, idle and clean. */
  public boolean isReusable() {
    return state.isReusable();
  }

  /** True until a call has completed, so a failure is not that of a stale kept-alive connection. */
  public boolean isUnused() {
    return state.isUnused();
  }

  /** Time of the close on the monotonic clock; valid once the connection is closed. */
  public long closedNanos() {
    return state.closedNanos();
  }

  /**
   * True if the chunked body of the last call ends with a complete chunk as far as {@link
   * CallListener#onBody} has received it, so another chunk could follow. False for a body that is
   * not chunked. Valid until the next call.
   */
  public boolean isAtChunkBoundary() {
    return reader != null && reader.isAtChunkBoundary();
  }

  /** Ends the running call, if there is one, with {@code outcome}, and closes the connection. */
  public void abort(CallOutcome outcome) {
    state.end(outcome, null);
  }

  /**
   * Switches reading from the socket on or off. Switch it off to apply backpressure to the sender.
   * Reading resumes automatically when the call completes.
   */
  public void setAutoRead(boolean enabled) {
    state.setAutoRead(enabled);
  }

  CallState state() {
    return state;
  }

  /** Called when the connection is established. */
  void onConnected(ResponseReader responseReader) {
    reader = responseReader;
    ByteBuf request = state.onConnected();
    if (request != null) {
      write(responseReader, request);
    }
  }

  private void write(ResponseReader responseReader, ByteBuf request) {
    setAutoRead(true);
    responseReader.expectResponse();
    state.write(request);
  }
}
