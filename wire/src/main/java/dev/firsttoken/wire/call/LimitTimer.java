package dev.firsttoken.wire.call;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Timer of a time limit on an event loop, with at most one look at a time. A limit that has passed
 * is judged at a second look, after the event loop has read once more. The second look comes as
 * much later as the first one was late: if the process was stopped, or its event loop was busy,
 * what the peer has sent meanwhile is still unread.
 */
public final class LimitTimer {
  private final EventLoop eventLoop;
  private final LongSupplier nanoTime;
  private @Nullable Future<?> timer;

  /** When the timer should fire. */
  private long dueNanos;

  /**
   * @param nanoTime the monotonic clock
   */
  public LimitTimer(EventLoop eventLoop, LongSupplier nanoTime) {
    this.eventLoop = eventLoop;
    this.nanoTime = nanoTime;
  }

  /** Schedules the first look. */
  public void schedule(long delayNanos, Runnable look) {
    dueNanos = nanoTime.getAsLong() + delayNanos;
    timer = eventLoop.schedule(look, delayNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Schedules the second look; to be called by the first one.
   *
   * @param limit the limit that has passed, which bounds the delay
   */
  public void lookAgain(Duration limit, Runnable look) {
    schedule(Math.clamp(nanoTime.getAsLong() - dueNanos, 0, limit.toNanos()), look);
  }

  /** Cancels the look that is scheduled, if there is one. */
  public void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
