package dev.firsttoken.bench.load;

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
final class IdleUsers {
  private final Map<EventLoop, Deque<ChatUser>> idle = new ConcurrentHashMap<>();

  /** One of this event loop, to be called on it; null where none is idle. */
  @Nullable ChatUser take(EventLoop loop) {
    return on(loop).pollFirst();
  }

  /** Back again, to be called on its event loop. */
  void give(ChatUser user) {
    on(user.loop()).addFirst(user);
  }

  /** Lets all of them go, each on its event loop. */
  void drain() {
    idle.forEach(
        (loop, users) ->
            loop.execute(
                () -> {
                  users.forEach(ChatUser::stop);
                  users.clear();
                }));
  }

  private Deque<ChatUser> on(EventLoop loop) {
    return idle.computeIfAbsent(loop, first -> new ArrayDeque<>());
  }
}
