package dev.firsttoken.bench.load;

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
final class Users {
  private final Calls calls;
  private final Set<ChatUser> working = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean stopped;

  Users(Calls calls) {
    this.calls = calls;
  }

  ChatUser enter(EventLoop loop, int level) {
    ChatUser user = new ChatUser(calls, loop, ids.incrementAndGet(), level);
    enter(user);
    return user;
  }

  /** One who rested is at work again. */
  void enter(ChatUser user) {
    working.add(user);
    if (stopped) {
      user.stop();
    }
  }

  /** Has nothing to do, and keeps its connection. */
  void rest(ChatUser user) {
    working.remove(user);
  }

  /** To be called on its event loop. */
  void leave(ChatUser user) {
    user.stop();
    working.remove(user);
  }

  /**
   * Ends what is under way, as aborted; nobody begins another request. Returns when every user has
   * stopped, or when the patience is over.
   *
   * @return whether anyone was still at work
   */
  boolean stop(Duration patience) {
    stopped = true;
    List<ChatUser> now = List.copyOf(working);
    CountDownLatch left = new CountDownLatch(now.size());
    for (ChatUser user : now) {
      try {
        user.loop()
            .execute(
                () -> {
                  user.stop();
                  left.countDown();
                });
      } catch (RejectedExecutionException e) {
        left.countDown(); // Its event loop has ended, and it with it.
      }
    }
    try {
      if (!left.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        System.err.println("bench: %d users could not be stopped".formatted(left.getCount()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !now.isEmpty();
  }
}
