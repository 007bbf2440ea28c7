package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.config.UpstreamLimits;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of one call, on one timer. The timer fires when the next limit could expire and is
 * never reset for a frame.
 *
 * <p>A limit that has expired is judged at a second look, after the event loop has read once more.
 * The second look comes as much later as the first one was late: if the proxy itself was stopped,
 * or its event loop was busy, what the upstream has sent meanwhile is still unread.
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
  private final EventLoop eventLoop;
  private final LongSupplier nanoTime;
  private final TimeoutListener listener;
  private Expired next = Expired.POOL;
  private long startNanos;

  /** How long the upstream has been held back by a client that did not read. */
  private long pausedNanos;

  private long pausedSinceNanos;
  private boolean paused;
  private long lastReadNanos;
  private @Nullable Future<?> timer;

  /** When the timer should fire. */
  private long dueNanos;

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
    this.eventLoop = eventLoop;
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
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void check() {
    timer = null;
    long now = nanoTime.getAsLong();
    long backstopRemainingNanos = startNanos + limits.backstop().toNanos() - now;
    long remainingNanos = remainingNanos(now);
    if (remainingNanos <= 0) {
      expire(next, now);
    } else if (next == Expired.IDLE && backstopRemainingNanos <= 0) {
      expire(Expired.BACKSTOP, now);
    } else {
      isSecondLook = false;
      schedule(
          next == Expired.IDLE ? Math.min(remainingNanos, backstopRemainingNanos) : remainingNanos);
    }
  }

  private void expire(Expired limit, long now) {
    Duration timeout = timeoutOf(limit);
    boolean wasSilent = limit != Expired.IDLE || lastReadNanos == suspectedReadNanos;
    if (isSecondLook && wasSilent) {
      listener.onTimeout(limit, timeout);
    } else {
      isSecondLook = true;
      suspectedReadNanos = lastReadNanos;
      scheduleCheck(Math.clamp(now - dueNanos, 0, timeout.toNanos()));
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
    scheduleCheck(Math.min(nanos, maxDelayNanos));
  }

  private void scheduleCheck(long delayNanos) {
    dueNanos = nanoTime.getAsLong() + delayNanos;
    timer = eventLoop.schedule(this::check, delayNanos, TimeUnit.NANOSECONDS);
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
