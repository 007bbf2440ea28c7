package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.config.UpstreamLimits;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one call, on one timer: it looks again when the next of them could pass, and never
 * for a frame.
 */
final class Deadlines {
  /** Which limit passed, with the words for it. */
  enum Expired {
    POOL("had no free connection"),
    FIRST_TOKEN("did not begin its answer"),
    IDLE("did not go on"),
    BUFFERED_RESPONSE("did not complete its answer"),
    BACKSTOP("did not complete its stream");

    final String description;

    Expired(String description) {
      this.description = description;
    }
  }

  /** Is told of the limit that passed. */
  interface TimeoutListener {
    void onTimeout(Expired limit, Duration timeout);
  }

  private final UpstreamLimits limits;
  private final boolean streamed;
  private final EventLoop eventLoop;
  private final TimeoutListener listener;
  private Expired next = Expired.POOL;
  private long startNanos;

  /** How long the upstream was held back since, by a client that didn't read. */
  private long pausedNanos;

  private long pausedSinceNanos;
  private boolean paused;
  private long lastReadNanos;
  private @Nullable Future<?> timer;

  Deadlines(
      UpstreamLimits limits, boolean streamed, EventLoop eventLoop, TimeoutListener listener) {
    this.limits = limits;
    this.streamed = streamed;
    this.eventLoop = eventLoop;
    this.listener = listener;
  }

  /** A connection is waited for. */
  void awaitConnection(long nanos) {
    startNanos = nanos;
    schedule(limits.pool().toNanos());
  }

  /** The request goes out. */
  void onSend(long nanos) {
    stop();
    startNanos = nanos;
    lastReadNanos = nanos;
    next = streamed ? Expired.FIRST_TOKEN : Expired.BUFFERED_RESPONSE;
    schedule(timeoutOf(next).toNanos());
  }

  /** Something came. */
  void onRead(long nanos) {
    lastReadNanos = nanos;
  }

  /** The upstream is held back from now on, or no longer. Its clocks stand still meanwhile. */
  void setPaused(boolean pause, long nanos) {
    if (paused && !pause) {
      pausedNanos += nanos - pausedSinceNanos;
      lastReadNanos = nanos;
    }
    pausedSinceNanos = pause && paused ? pausedSinceNanos : nanos;
    paused = pause;
  }

  /** The streamed answer has begun to tell something. */
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
    long now = System.nanoTime();
    long backstopRemainingNanos = startNanos + limits.backstop().toNanos() - now;
    long remainingNanos = remainingNanos(now);
    if (remainingNanos <= 0) {
      listener.onTimeout(next, timeoutOf(next));
    } else if (next == Expired.IDLE && backstopRemainingNanos <= 0) {
      listener.onTimeout(Expired.BACKSTOP, limits.backstop());
    } else {
      schedule(
          next == Expired.IDLE ? Math.min(remainingNanos, backstopRemainingNanos) : remainingNanos);
    }
  }

  private long remainingNanos(long now) {
    long timeoutNanos = timeoutOf(next).toNanos();
    if (next == Expired.POOL) {
      return startNanos + timeoutNanos - now;
    }
    if (paused) {
      return timeoutNanos; // For how long, the door decides.
    }
    return (next == Expired.IDLE ? lastReadNanos : startNanos + pausedNanos) + timeoutNanos - now;
  }

  /** Not for longer than a begun stream may take, as that clock can begin to run at any moment. */
  private void schedule(long nanos) {
    long maxDelayNanos =
        next == Expired.FIRST_TOKEN
            ? Math.min(limits.idle().toNanos(), limits.backstop().toNanos())
            : nanos;
    timer = eventLoop.schedule(this::check, Math.min(nanos, maxDelayNanos), TimeUnit.NANOSECONDS);
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
