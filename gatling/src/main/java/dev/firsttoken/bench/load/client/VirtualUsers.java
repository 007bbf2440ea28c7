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

/** Registry of the active virtual users, so that they can be stopped. */
public final class VirtualUsers {
  private final ClientContext clientContext;
  private final Set<VirtualUser> active = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean stopped;

  public VirtualUsers(ClientContext clientContext) {
    this.clientContext = clientContext;
  }

  /** Creates and registers a user. */
  public VirtualUser activate(EventLoop loop, int level) {
    VirtualUser user = new VirtualUser(clientContext, loop, ids.incrementAndGet(), level);
    activate(user);
    return user;
  }

  /** Re-registers an idle user. */
  public void activate(VirtualUser user) {
    active.add(user);
    if (stopped) {
      user.stop();
    }
  }

  /** Removes a user that is idle; it keeps its connection. */
  public void deactivate(VirtualUser user) {
    active.remove(user);
  }

  /**
   * Aborts all requests in flight and prevents new ones. Returns when every user has stopped or the
   * timeout has passed.
   *
   * @return true if any user was still active
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
        remaining.countDown(); // The event loop has ended, and the user with it.
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
