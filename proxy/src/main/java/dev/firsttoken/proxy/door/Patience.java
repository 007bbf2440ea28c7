package dev.firsttoken.proxy.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a client may take its time for, looked at once in a while instead of on a timer for each: a
 * limit may so pass by up to a quarter of the shortest one, or a second.
 */
final class Patience {
  /** Which of the client's limits passed. */
  enum Passed {
    NONE,
    HEAD,
    BODY,
    IDLE,
    WRITE
  }

  /** What the client is waited for with. */
  enum Stage {
    /** Nothing: the server has the word. */
    NONE,
    REQUEST,
    HEAD,
    BODY
  }

  private static final long LONGEST_LOOK_MILLIS = 1000;

  private final Bounds.Times times;
  private Stage stage = Stage.REQUEST;
  private long sinceNanos = System.nanoTime();
  private long stuckSinceNanos;
  private long stuckAtBytes;
  private long stuckAtProgress;

  Patience(Bounds.Times times) {
    this.times = times;
  }

  /** How often to look. */
  static long lookMillis(Bounds.Times times) {
    long shortest =
        List.of(times.head(), times.body(), times.keepAlive(), times.write()).stream()
            .mapToLong(Duration::toMillis)
            .min()
            .orElse(LONGEST_LOOK_MILLIS);
    return Math.clamp(shortest / 4, 1, LONGEST_LOOK_MILLIS);
  }

  Stage stage() {
    return stage;
  }

  void enter(Stage next) {
    stage = next;
    sinceNanos = System.nanoTime();
  }

  /** Which limit has passed by now. */
  Passed look(Channel client) {
    long now = System.nanoTime();
    if (stuck(client, now)) {
      return Passed.WRITE;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(now - sinceNanos);
    return switch (stage) {
      case NONE -> Passed.NONE;
      case REQUEST -> millis > times.keepAlive().toMillis() ? Passed.IDLE : Passed.NONE;
      case HEAD -> millis > times.head().toMillis() ? Passed.HEAD : Passed.NONE;
      case BODY -> millis > times.body().toMillis() ? Passed.BODY : Passed.NONE;
    };
  }

  /** Whether something waits to be taken by the client, and none of it was for too long. */
  private boolean stuck(Channel client, long now) {
    ChannelOutboundBuffer out = client.unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    long progress = out == null ? 0 : out.currentProgress();
    if (pending == 0 || pending != stuckAtBytes || progress != stuckAtProgress) {
      stuckAtBytes = pending;
      stuckAtProgress = progress;
      stuckSinceNanos = now;
      return false;
    }
    return now - stuckSinceNanos > times.write().toNanos();
  }
}
