package dev.firsttoken.bench.load.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Stops all idle users, each on its event loop. */
  public void drain() {
    usersByLoop.forEach(
        (loop, users) ->
            loop.execute(
                () -> {
                  users.forEach(VirtualUser::stop);
                  users.clear();
                }));
  }

  private Deque<VirtualUser> queueFor(EventLoop loop) {
    return usersByLoop.computeIfAbsent(loop, first -> new ArrayDeque<>());
  }
}
