package dev.firsttoken.proxy.pool;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls run at once to one upstream, over all event loops. Who finds none free can wait in
 * line. Only the line is locked, and nobody touches it while there are free ones.
 */
public final class CallPermits {
  /** One who waits, and the loop on which it goes on. */
  private record Waiter(EventLoop eventLoop, Runnable onGranted) {}

  private final int max;
  private final AtomicInteger acquired = new AtomicInteger();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private volatile int waiterCount;

  CallPermits(int max) {
    this.max = max;
  }

  /** Takes one, if there is one. */
  public boolean tryAcquire() {
    for (int current = acquired.get(); current < max; current = acquired.get()) {
      if (acquired.compareAndSet(current, current + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Waits for one. */
  public void enqueue(EventLoop eventLoop, Runnable onGranted) {
    synchronized (waiters) {
      waiters.add(new Waiter(eventLoop, onGranted));
      waiterCount = waiters.size();
    }
    grantToWaiters(); // One may have come back meanwhile, when nobody was seen to wait.
  }

  /**
   * Gives up waiting. Whoever was granted one just before is still told, and has to give it back.
   */
  public void cancel(Runnable onGranted) {
    synchronized (waiters) {
      waiters.removeIf(waiter -> waiter.onGranted.equals(onGranted));
      waiterCount = waiters.size();
    }
  }

  public void release() {
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
