package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection and the call that runs on it, at most one at a time. A request is written
 * once and never again: whoever wants a second try makes a second call. Everything happens on the
 * connection's event loop, so nothing here is locked.
 */
public final class Connection {
  private static final int MAX_REASON_LENGTH = 200;

  private final EventLoop loop;

  /** The socket, from the beginning of the connect on. */
  private @Nullable Channel channel;

  /** Set once connected, and over TLS where that is wanted. */
  private @Nullable ResponseReader reader;

  /** Why no call can ever run here again; null while one can. */
  private @Nullable CallOutcome closeOutcome;

  private @Nullable String closeDetail;
  private @Nullable CallListener listener;
  private @Nullable ByteBuf pendingRequest;
  private boolean isUnused = true;
  private boolean noBytesReceived;
  private boolean requestWritten;

  /** How many calls were made here, so that a late answer of the event loop finds its own. */
  private long callCount;

  Connection(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Sends a request and tells the listener what comes of it. A connection that is still being made
   * sends it as soon as it is there; one that is closed by now ends the call, untouched.
   *
   * @param request head and body in one buffer, owned by the connection from here on
   * @throws IllegalStateException while another call runs
   */
  public void call(ByteBuf request, CallListener listener) {
    if (this.listener != null) {
      request.release();
      throw new IllegalStateException("another call runs on this connection");
    }
    this.listener = listener;
    long call = ++callCount;
    noBytesReceived = true;
    requestWritten = false;
    if (closeOutcome != null) {
      request.release();
      // Later, so that nobody's ended() comes before their call() has returned.
      loop.execute(() -> rejectCall(call));
    } else if (channel == null || reader == null) {
      pendingRequest = request;
    } else {
      write(channel, reader, request);
    }
  }

  /** Whether a further call may be made: open, none running, and the last one left it clean. */
  public boolean isReusable() {
    return closeOutcome == null
        && listener == null
        && reader != null
        && channel != null
        && channel.isActive();
  }

  /** No call has completed on it yet, so a failure is not one of a kept connection gone stale. */
  public boolean isUnused() {
    return isUnused;
  }

  /**
   * Whether the chunked body of the last call, as far as {@link CallListener#onBody} was told of
   * it, ends with a whole chunk: another one could follow. False for every other body. Valid until
   * the next call.
   */
  public boolean isAtChunkBoundary() {
    return reader != null && reader.atChunkBoundary();
  }

  /** Ends the running call, if there is one, as {@code why}, and closes at once. */
  public void abort(CallOutcome outcome) {
    endCall(outcome, null);
  }

  /**
   * Whether to go on reading from the socket: off is how a slow reader further on slows the sender
   * down. Back on by itself when the call completes.
   */
  public void setAutoRead(boolean enabled) {
    if (channel != null && reader != null) {
      channel.config().setAutoRead(enabled);
    }
  }

  /** A connect has begun on this socket. */
  void onConnecting(Channel channel) {
    this.channel = channel;
  }

  /** The connect is done. */
  void connected(Channel channel, ResponseReader reader) {
    this.reader = reader;
    ByteBuf request = pendingRequest;
    if (request != null && listener != null) {
      pendingRequest = null;
      write(channel, reader, request);
    }
  }

  /** What goes wrong from here on is no longer the connect's. */
  boolean connected() {
    return reader != null;
  }

  /** No call can ever run here again. */
  boolean isClosed() {
    return closeOutcome != null;
  }

  /** Whom to tell of an answer; null when no call runs, or when no answer can come any more. */
  @Nullable CallListener listener() {
    return closeOutcome == null ? listener : null;
  }

  /** Bytes came: of the answer, if a call runs. */
  void onBytes() {
    if (closeOutcome == null) {
      noBytesReceived = false;
    }
  }

  /** The answer is whole. */
  void complete(HttpHeaders trailers, boolean keepAlive) {
    isUnused = false;
    // Whoever answers before the request is there whole may never read the rest of it.
    if (!keepAlive || !requestWritten) {
      close(CallOutcome.CUT, "the last answer ended the connection");
    } else {
      setAutoRead(true);
    }
    reportResult(new CallResult(CallOutcome.COMPLETED, false, trailers, null, System.nanoTime()));
  }

  /** The connection fails, and with it the running call. Says nothing of one that is dead. */
  void fail(CallOutcome outcome, String detail) {
    if (closeOutcome == null) {
      endCall(outcome, detail);
    }
  }

  private void endCall(CallOutcome outcome, @Nullable String detail) {
    close(outcome, detail);
    reportResult(
        new CallResult(
            outcome, noBytesReceived, EmptyHttpHeaders.INSTANCE, detail, System.nanoTime()));
  }

  private void rejectCall(long call) {
    CallOutcome outcome = closeOutcome;
    if (isRunning(call) && outcome != null) {
      endCall(outcome, closeDetail);
    }
  }

  private void write(Channel target, ResponseReader responseReader, ByteBuf request) {
    long call = callCount;
    setAutoRead(true);
    responseReader.expectResponse();
    target.writeAndFlush(request).addListener(future -> onWriteComplete(call, future));
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
      // Later, for the same reason as in call(..).
      loop.execute(() -> onWriteFailure(call, future.cause()));
    }
  }

  private void onWriteFailure(long call, Throwable cause) {
    if (isRunning(call)) {
      boolean closed = cause instanceof ClosedChannelException;
      String detail = "the request could not be written: " + reason(cause);
      fail(closed ? CallOutcome.CUT : CallOutcome.RESET, detail);
    }
  }

  private boolean isRunning(long call) {
    return callCount == call && listener != null;
  }

  private void close(CallOutcome outcome, @Nullable String detail) {
    if (closeOutcome == null) {
      closeOutcome = outcome;
      closeDetail = detail;
    }
    if (pendingRequest != null) {
      pendingRequest.release();
      pendingRequest = null;
    }
    if (reader != null) {
      reader.ignoreFurtherReads();
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

  /** What a failure says of itself, in one line that is not long. */
  static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure instanceof ClosedChannelException
          ? "closed by the other side"
          : failure.getClass().getSimpleName();
    }
    String line = message.strip().lines().findFirst().orElse("");
    return line.length() <= MAX_REASON_LENGTH ? line : line.substring(0, MAX_REASON_LENGTH) + "…";
  }
}
