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
  private static final int MAX_REASON = 200;

  private final EventLoop loop;

  /** The socket, from the beginning of the connect on. */
  private @Nullable Channel channel;

  /** Set once connected, and over TLS where that is wanted. */
  private @Nullable AnswerReader reader;

  /** Why no call can ever run here again; null while one can. */
  private @Nullable Ending dead;

  private @Nullable String deadDetail;
  private @Nullable CallListener listener;
  private @Nullable ByteBuf waitingForConnect;
  private boolean fresh = true;
  private boolean untouched;
  private boolean written;

  /** How many calls were made here, so that a late answer of the event loop finds its own. */
  private long calls;

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
    long call = ++calls;
    untouched = true;
    written = false;
    if (dead != null) {
      request.release();
      // Later, so that nobody's ended() comes before their call() has returned.
      loop.execute(() -> refuse(call));
    } else if (channel == null || reader == null) {
      waitingForConnect = request;
    } else {
      write(channel, reader, request);
    }
  }

  /** Whether a further call may be made: open, none running, and the last one left it clean. */
  public boolean reusable() {
    return dead == null
        && listener == null
        && reader != null
        && channel != null
        && channel.isActive();
  }

  /** No call has completed on it yet, so a failure is not one of a kept connection gone stale. */
  public boolean fresh() {
    return fresh;
  }

  /**
   * Whether the chunked body of the last call, as far as {@link CallListener#body} was told of it,
   * ends with a whole chunk: another one could follow. False for every other body. Valid until the
   * next call.
   */
  public boolean betweenChunks() {
    return reader != null && reader.betweenChunks();
  }

  /** Ends the running call, if there is one, as {@code why}, and closes at once. */
  public void abort(Ending why) {
    end(why, null);
  }

  /**
   * Whether to go on reading from the socket: off is how a slow reader further on slows the sender
   * down. Back on by itself when the call completes.
   */
  public void reading(boolean on) {
    if (channel != null && reader != null) {
      channel.config().setAutoRead(on);
    }
  }

  /** A connect has begun on this socket. */
  void connecting(Channel channel) {
    this.channel = channel;
  }

  /** The connect is done. */
  void connected(Channel channel, AnswerReader reader) {
    this.reader = reader;
    ByteBuf request = waitingForConnect;
    if (request != null && listener != null) {
      waitingForConnect = null;
      write(channel, reader, request);
    }
  }

  /** What goes wrong from here on is no longer the connect's. */
  boolean connected() {
    return reader != null;
  }

  /** No call can ever run here again. */
  boolean dead() {
    return dead != null;
  }

  /** Whom to tell of an answer; null when no call runs, or when no answer can come any more. */
  @Nullable CallListener listener() {
    return dead == null ? listener : null;
  }

  /** Bytes came: of the answer, if a call runs. */
  void touched() {
    if (dead == null) {
      untouched = false;
    }
  }

  /** The answer is whole. */
  void complete(HttpHeaders trailers, boolean keep) {
    fresh = false;
    // Whoever answers before the request is there whole may never read the rest of it.
    if (!keep || !written) {
      close(Ending.CUT, "the last answer ended the connection");
    } else {
      reading(true);
    }
    tell(new CallEnd(Ending.COMPLETED, false, trailers, null, System.nanoTime()));
  }

  /** The connection fails, and with it the running call. Says nothing of one that is dead. */
  void fail(Ending why, String detail) {
    if (dead == null) {
      end(why, detail);
    }
  }

  private void end(Ending why, @Nullable String detail) {
    close(why, detail);
    tell(new CallEnd(why, untouched, EmptyHttpHeaders.INSTANCE, detail, System.nanoTime()));
  }

  private void refuse(long call) {
    Ending why = dead;
    if (runs(call) && why != null) {
      end(why, deadDetail);
    }
  }

  private void write(Channel to, AnswerReader answer, ByteBuf request) {
    long call = calls;
    reading(true);
    answer.expect();
    to.writeAndFlush(request).addListener(sent -> sent(call, sent));
  }

  private void sent(long call, Future<?> sent) {
    CallListener told = listener;
    if (told == null || !runs(call)) {
      return;
    }
    if (sent.isSuccess()) {
      written = true;
      told.written(System.nanoTime());
    } else {
      // Later, for the same reason as in call(..).
      loop.execute(() -> unsent(call, sent.cause()));
    }
  }

  private void unsent(long call, Throwable cause) {
    if (runs(call)) {
      boolean closed = cause instanceof ClosedChannelException;
      String detail = "the request could not be written: " + reason(cause);
      fail(closed ? Ending.CUT : Ending.RESET, detail);
    }
  }

  private boolean runs(long call) {
    return calls == call && listener != null;
  }

  private void close(Ending why, @Nullable String detail) {
    if (dead == null) {
      dead = why;
      deadDetail = detail;
    }
    if (waitingForConnect != null) {
      waitingForConnect.release();
      waitingForConnect = null;
    }
    if (reader != null) {
      reader.stop();
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void tell(CallEnd end) {
    CallListener call = listener;
    if (call != null) {
      listener = null;
      call.ended(end);
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
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
  }
}
