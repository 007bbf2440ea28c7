package dev.firsttoken.proxy.pool;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Permits for concurrent calls to one upstream, shared by all event loops. A caller that finds none
 * free can queue for one. Only the queue is locked, and callers touch it only when no permit is
 * free.
 */
final class CallPermits {
  private record Waiter(EventLoop eventLoop, Runnable onGranted) {}

  private final int max;
  private final AtomicInteger acquired = new AtomicInteger();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private volatile int waiterCount;

  CallPermits(int max) {
    this.max = max;
  }

  boolean tryAcquire() {
    for (int current = acquired.get(); current < max; current = acquired.get()) {
      if (acquired.compareAndSet(current, current + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Acquires a permit even if none is free. It is released like any other. */
  void acquireBeyondMax() {
    acquired.incrementAndGet();
  }

  /** Queues for a permit; {@code onGranted} then runs on the event loop and owns the permit. */
  void enqueue(EventLoop eventLoop, Runnable onGranted) {
    synchronized (waiters) {
      waiters.add(new Waiter(eventLoop, onGranted));
      waiterCount = waiters.size();
    }
    grantToWaiters(); // A permit released just before this found no waiter.
  }

  /**
   * Leaves the queue. A waiter that was granted a permit just before is still called, and must
   * release it.
   */
  void cancel(Runnable onGranted) {
    synchronized (waiters) {
      waiters.removeIf(waiter -> waiter.onGranted.equals(onGranted));
      waiterCount = waiters.size();
    }
  }

  void release() {
    acquired.decrementAndGet();
    if (waiterCount > 0) {
      grantToWaiters();
    }
  }

  private void grantToWaiters() {
    synchronized (waiters) {
      while (!waiters.isEmpty() && tryAcquire()) {
        Waiter first = waiters.remove();
        first.eventLoop.execute(first.onGranted);
      }
      waiterCount = waiters.size();
    }
  }
}
