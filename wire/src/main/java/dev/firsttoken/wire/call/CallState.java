package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * State that a {@link Connection} shares with its handlers: the socket, the running call if there
 * is one, and why the connection closed if it did. Each call ends here, exactly once.
 */
final class CallState {
  private final EventLoop loop;

  /** Gives up the sockets that connect, before one of them is the one to use. */
  private @Nullable Runnable cancelConnect;

  /** Socket, from the time that it has connected. */
  private @Nullable Channel channel;

  /** True once the connection is established, including TLS. */
  private boolean isConnected;

  /** Why no further call can run here, or null while one can. */
  private @Nullable CallOutcome closeOutcome;

  private @Nullable String closeDetail;
  private long closedNanos;
  private @Nullable CallListener listener;
  private @Nullable ByteBuf pendingRequest;
  private boolean isUnused = true;
  private boolean noBytesReceived;
  private boolean requestWritten;

  /** Why the request could not be written, or null. The response may still come. */
  private @Nullable Throwable writeFailure;

  /** Number of calls so far, by which a late task of the event loop recognizes its own call. */
  private long callCount;

  CallState(EventLoop loop) {
    this.loop = loop;
  }

  /** Called when sockets start to connect, with a task that gives them up. */
  void onConnecting(Runnable cancel) {
    cancelConnect = cancel;
  }

  /** Called when this socket is the one to use. */
  void onConnecting(Channel channel) {
    this.channel = channel;
    cancelConnect = null;
  }

  /**
   * Called when the connection is established.
   *
   * @return the request that waited for it, now owned by the caller, or null if there is none
   */
  @Nullable ByteBuf onConnected() {
    isConnected = true;
    ByteBuf request = pendingRequest;
    pendingRequest = null;
    return request;
  }

  /**
   * Starts a call.
   *
   * @param request request bytes, owned by this method unless it returns true
   * @return true if the caller must write the request now
   * @throws IllegalStateException if another call is running
   */
  boolean start(ByteBuf request, CallListener callListener) {
    if (listener != null) {
      request.release();
      throw new IllegalStateException("another call is running on this connection");
    }
    listener = callListener;
    long call = ++callCount;
    noBytesReceived = true;
    requestWritten = false;
    writeFailure = null;
    if (closeOutcome != null) {
      request.release();
      // Deferred, so that onEnded(..) never comes before call(..) has returned.
      loop.execute(() -> reject(call));
      return false;
    }
    if (!isConnected) {
      pendingRequest = request;
    }
    return isConnected;
  }

  /** Writes the request of the running call. */
  void write(ByteBuf request) {
    long call = callCount;
    Objects.requireNonNull(channel)
        .writeAndFlush(request)
        .addListener(future -> onWriteComplete(call, future));
  }

  void setAutoRead(boolean enabled) {
    if (channel != null && isConnected) {
      channel.config().setAutoRead(enabled);
    }
  }

  boolean isReusable() {
    return closeOutcome == null
        && listener == null
        && isConnected
        && channel != null
        && channel.isActive();
  }

  boolean isUnused() {
    return isUnused;
  }

  /** Time of the close on the monotonic clock; valid once the connection is closed. */
  long closedNanos() {
    return closedNanos;
  }

  /** True if a failure from now on is no longer a failure to connect. */
  boolean isConnected() {
    return isConnected;
  }

  /** True if no further call can run here. */
  boolean isClosed() {
    return closeOutcome != null;
  }

  /**
   * Listener of the running call.
   *
   * @return the listener, or null if no call is running or the connection is closed
   */
  @Nullable CallListener listener() {
    return closeOutcome == null ? listener : null;
  }

  /** Called when bytes arrive. */
  void onBytes() {
    if (closeOutcome == null) {
      noBytesReceived = false;
    }
  }

  /** Ends the running call with its complete response. */
  void complete(HttpHeaders trailers, boolean keepAlive) {
    isUnused = false;
    // A server that responds before the request is complete may never read the rest of it.
    if (!keepAlive || !requestWritten) {
      close(CallOutcome.TRUNCATED, "the previous response ended the connection");
    } else {
      setAutoRead(true);
    }
    reportResult(new CallResult(CallOutcome.COMPLETED, false, trailers, null, System.nanoTime()));
  }

  /** True if the request of the running call could not be written. */
  boolean hasWriteFailed() {
    return writeFailure != null;
  }

  /** Called when the server has closed the connection, and no response is complete. */
  void failAfterClose(String detail) {
    Throwable cause = writeFailure;
    if (cause == null || cause instanceof ClosedChannelException) {
      fail(CallOutcome.TRUNCATED, detail);
    } else {
      fail(CallOutcome.RESET, "the request could not be written: " + FailureReason.of(cause));
    }
  }

  /** Closes the connection and ends the running call. Does nothing if it is already closed. */
  void fail(CallOutcome outcome, String detail) {
    if (closeOutcome == null) {
      end(outcome, detail);
    }
  }

  /** Ends the running call, if there is one, and closes the connection. */
  void end(CallOutcome outcome, @Nullable String detail) {
    close(outcome, detail);
    reportResult(
        new CallResult(
            outcome, noBytesReceived, EmptyHttpHeaders.INSTANCE, detail, System.nanoTime()));
  }

  private void reject(long call) {
    CallOutcome outcome = closeOutcome;
    if (isRunning(call) && outcome != null) {
      end(outcome, closeDetail);
    }
  }

  private void onWriteComplete(long call, Future<?> future) {
    CallListener currentListener = listener;
    if (currentListener == null || !isRunning(call)) {
      return;
    }
    if (future.isSuccess()) {
      requestWritten = true;
      currentListener.onRequestWritten(System.nanoTime());
    } else {
      // Deferred for the same reason as in start(..).
      loop.execute(() -> onWriteFailure(call, future.cause()));
    }
  }

  /**
   * Goes on reading after a broken connection: a server that responds before it has read the whole
   * request may close at once (RFC 9112 §9.5). The end of the reads then ends the call.
   */
  private void onWriteFailure(long call, Throwable cause) {
    if (!isRunning(call)) {
      return;
    }
    writeFailure = cause;
    if (!(cause instanceof IOException)) {
      fail(CallOutcome.RESET, "the request could not be written: " + FailureReason.of(cause));
    }
  }

  private boolean isRunning(long call) {
    return callCount == call && listener != null;
  }

  private void close(CallOutcome outcome, @Nullable String detail) {
    if (closeOutcome == null) {
      closeOutcome = outcome;
      closeDetail = detail;
      closedNanos = System.nanoTime();
    }
    if (pendingRequest != null) {
      pendingRequest.release();
      pendingRequest = null;
    }
    if (cancelConnect != null) {
      cancelConnect.run();
      cancelConnect = null;
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void reportResult(CallResult result) {
    CallListener currentListener = listener;
    if (currentListener != null) {
      listener = null;
      currentListener.onEnded(result);
    }
  }
}
