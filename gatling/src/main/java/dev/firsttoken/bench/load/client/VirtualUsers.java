package dev.firsttoken.bench.load.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The virtual users that are at work, so that they can be stopped. */
public final class VirtualUsers {
  private final ClientContext clientContext;
  private final Set<VirtualUser> active = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean stopped;

  public VirtualUsers(ClientContext clientContext) {
    this.clientContext = clientContext;
  }

  public VirtualUser activate(EventLoop loop, int level) {
    VirtualUser user = new VirtualUser(clientContext, loop, ids.incrementAndGet(), level);
    activate(user);
    return user;
  }

  /** One who rested is at work again. */
  public void activate(VirtualUser user) {
    active.add(user);
    if (stopped) {
      user.stop();
    }
  }

  /** Has nothing to do, and keeps its connection. */
  public void deactivate(VirtualUser user) {
    active.remove(user);
  }

  /** To be called on its event loop. */
  public void retire(VirtualUser user) {
    user.stop();
    active.remove(user);
  }

  /**
   * Ends what is under way, as aborted; nobody begins another request. Returns when every user has
   * stopped, or when the patience is over.
   *
   * @return whether anyone was still at work
   */
  public boolean stop(Duration timeout) {
    stopped = true;
    List<VirtualUser> activeUsers = List.copyOf(active);
    CountDownLatch remaining = new CountDownLatch(activeUsers.size());
    for (VirtualUser user : activeUsers) {
      try {
        user.loop()
            .execute(
                () -> {
                  user.stop();
                  remaining.countDown();
                });
      } catch (RejectedExecutionException e) {
        remaining.countDown(); // Its event loop has ended, and it with it.
      }
    }
    try {
      if (!remaining.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        System.err.println("bench: %d users could not be stopped".formatted(remaining.getCount()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !activeUsers.isEmpty();
  }
}
