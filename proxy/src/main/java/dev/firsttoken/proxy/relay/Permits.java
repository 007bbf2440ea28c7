package dev.firsttoken.proxy.relay;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls run at once to one upstream, over all event loops. Who finds none free can wait in
 * line. Only the line is locked, and nobody touches it while there are free ones.
 */
final class Permits {
  /** One who waits, and the loop on which it goes on. */
  private record Waiter(EventLoop loop, Runnable granted) {}

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();
  private final ArrayDeque<Waiter> line = new ArrayDeque<>();
  private volatile int waiting;

  Permits(int most) {
    this.most = most;
  }

  /** Takes one, if there is one. */
  boolean take() {
    for (int now = taken.get(); now < most; now = taken.get()) {
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Waits for one. */
  void await(EventLoop loop, Runnable granted) {
    synchronized (line) {
      line.add(new Waiter(loop, granted));
      waiting = line.size();
    }
    wake(); // One may have come back meanwhile, when nobody was seen to wait.
  }

  /**
   * Gives up waiting. Whoever was granted one just before is still told, and has to give it back.
   */
  void leave(Runnable granted) {
    synchronized (line) {
      line.removeIf(waiter -> waiter.granted.equals(granted));
      waiting = line.size();
    }
  }

  void give() {
    taken.decrementAndGet();
    if (waiting > 0) {
      wake();
    }
  }

  private void wake() {
    synchronized (line) {
      while (!line.isEmpty() && take()) {
        Waiter first = line.remove();
        first.loop.execute(first.granted);
      }
      waiting = line.size();
    }
  }
}
