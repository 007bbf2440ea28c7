package dev.firsttoken.bench.load.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Idle virtual users of a level, with their connections. In an open level, a due request reuses a
 * user of its event loop instead of opening a connection. The user that was busy last is reused
 * first, so that there are no more connections than concurrent requests.
 */
public final class IdleUsers {
  private final Map<EventLoop, Deque<VirtualUser>> usersByLoop = new ConcurrentHashMap<>();

  /**
   * Takes an idle user; to be called on the event loop.
   *
   * @return the user, or null if none is idle on this event loop
   */
  public @Nullable VirtualUser acquire(EventLoop loop) {
    return queueFor(loop).pollFirst();
  }

  /** Returns a user; to be called on its event loop. */
  public void release(VirtualUser user) {
    queueFor(user.loop()).addFirst(user);
  }

  /**
   * Returns a user that is stopped if it is still idle after a time: a server with a worker for
   * each connection would keep one for nothing. To be called on its event loop.
   */
  public void releaseFor(long nanos, VirtualUser user) {
    release(user);
    try {
      user.loop().schedule(() -> stopIfIdle(user), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return; // The event loop has ended, and its connections with it.
    }
  }

  private void stopIfIdle(VirtualUser user) {
    if (queueFor(user.loop()).remove(user)) {
      user.stop();
    }
  }

  /** Stops all idle users, each on its event loop. */
  public void drain() {
    usersByLoop.forEach(IdleUsers::drain);
  }

  private static void drain(EventLoop loop, Deque<VirtualUser> users) {
    try {
      loop.execute(
          () -> {
            users.forEach(VirtualUser::stop);
            users.clear();
          });
    } catch (RejectedExecutionException e) {
      return; // The event loop has ended, and its connections with it.
    }
  }

  private Deque<VirtualUser> queueFor(EventLoop loop) {
    return usersByLoop.computeIfAbsent(loop, first -> new ArrayDeque<>());
  }
}
