package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.config.UpstreamLimits;
import dev.firsttoken.wire.call.LimitTimer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time limits of one call, on one timer. The timer fires when the next limit could expire and is
 * never reset for a frame. A limit that has expired is judged at the second look of its {@link
 * LimitTimer}.
 */
final class Deadlines {
  /** The limit that expired, and how a message to the client describes it. */
  enum Expired {
    POOL("had no free connection"),
    FIRST_TOKEN("sent no first token"),
    IDLE("sent no further data"),
    BUFFERED_RESPONSE("did not complete its response"),
    BACKSTOP("did not complete its stream");

    final String description;

    Expired(String description) {
      this.description = description;
    }
  }

  /** Receives the limit that expired. */
  interface TimeoutListener {
    void onTimeout(Expired limit, Duration timeout);
  }

  private final UpstreamLimits limits;
  private final LongSupplier nanoTime;
  private final TimeoutListener listener;
  private final LimitTimer timer;
  private Expired next = Expired.POOL;
  private long startNanos;

  /** How long the upstream has been held back by a client that did not read. */
  private long pausedNanos;

  private long pausedSinceNanos;
  private boolean paused;
  private long lastReadNanos;
  private boolean streamed;
  private boolean isSecondLook;

  /** Time of the last read at the first look. */
  private long suspectedReadNanos;

  /**
   * @param nanoTime the monotonic clock of all times that are passed to the methods
   */
  Deadlines(
      UpstreamLimits limits, EventLoop eventLoop, LongSupplier nanoTime, TimeoutListener listener) {
    this.limits = limits;
    this.timer = new LimitTimer(eventLoop, nanoTime);
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** Starts the limit on the wait for a connection. */
  void awaitConnection(long nanos) {
    startNanos = nanos;
    schedule(limits.pool().toNanos());
  }

  /** Starts the limits on the response. */
  void onSend(long nanos, boolean streamed) {
    stop();
    this.streamed = streamed;
    isSecondLook = false;
    startNanos = nanos;
    lastReadNanos = nanos;
    next = streamed ? Expired.FIRST_TOKEN : Expired.BUFFERED_RESPONSE;
    schedule(timeoutOf(next).toNanos());
  }

  void onRead(long nanos) {
    lastReadNanos = nanos;
  }

  /** Stops the clocks of the upstream while it is held back. */
  void setPaused(boolean paused, long nanos) {
    if (this.paused && !paused) {
      pausedNanos += nanos - pausedSinceNanos;
      lastReadNanos = nanos;
    }
    pausedSinceNanos = paused && this.paused ? pausedSinceNanos : nanos;
    this.paused = paused;
  }

  /** Is called for every read from the first content event on. */
  void onFirstToken() {
    if (streamed) {
      next = Expired.IDLE;
    }
  }

  void stop() {
    timer.stop();
  }

  private void check() {
    long now = nanoTime.getAsLong();
    long backstopRemainingNanos = startNanos + limits.backstop().toNanos() - now;
    long remainingNanos = remainingNanos(now);
    if (remainingNanos <= 0) {
      expire(next);
    } else if (next == Expired.IDLE && backstopRemainingNanos <= 0) {
      expire(Expired.BACKSTOP);
    } else {
      isSecondLook = false;
      schedule(
          next == Expired.IDLE ? Math.min(remainingNanos, backstopRemainingNanos) : remainingNanos);
    }
  }

  private void expire(Expired limit) {
    Duration timeout = timeoutOf(limit);
    boolean wasSilent = limit != Expired.IDLE || lastReadNanos == suspectedReadNanos;
    if (isSecondLook && wasSilent) {
      listener.onTimeout(limit, timeout);
    } else {
      isSecondLook = true;
      suspectedReadNanos = lastReadNanos;
      timer.lookAgain(timeout, this::check);
    }
  }

  private long remainingNanos(long now) {
    long timeoutNanos = timeoutOf(next).toNanos();
    if (next == Expired.POOL) {
      return startNanos + timeoutNanos - now;
    }
    if (paused) {
      return timeoutNanos; // The client timeouts bound a pause.
    }
    return (next == Expired.IDLE ? lastReadNanos : startNanos + pausedNanos) + timeoutNanos - now;
  }

  /** Before the first token, waits no longer than the limits that it will start. */
  private void schedule(long nanos) {
    long maxDelayNanos =
        next == Expired.FIRST_TOKEN
            ? Math.min(limits.idle().toNanos(), limits.backstop().toNanos())
            : nanos;
    timer.schedule(Math.min(nanos, maxDelayNanos), this::check);
  }

  private Duration timeoutOf(Expired limit) {
    return switch (limit) {
      case POOL -> limits.pool();
      case FIRST_TOKEN -> limits.firstToken();
      case IDLE -> limits.idle();
      case BUFFERED_RESPONSE -> limits.bufferedResponse();
      case BACKSTOP -> limits.backstop();
    };
  }
}
