package dev.firsttoken.bench.load.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Users with a kept connection who have nothing to send, for an open level to lend: an arrival
 * doesn't connect anew where one is free on its event loop. The one that was busy last is the first
 * to be lent again, so that there are no more connections than requests at once.
 */
public final class IdleUsers {
  private final Map<EventLoop, Deque<VirtualUser>> usersByLoop = new ConcurrentHashMap<>();

  /** One of this event loop, to be called on it; null where none is idle. */
  @Nullable
  public VirtualUser acquire(EventLoop loop) {
    return queueFor(loop).pollFirst();
  }

  /** Back again, to be called on its event loop. */
  public void release(VirtualUser user) {
    queueFor(user.loop()).addFirst(user);
  }

  /** Lets all of them go, each on its event loop. */
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
