package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.ClientLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a client may take its time for, looked at once in a while instead of on a timer for each: a
 * limit may so pass by up to a quarter of the shortest one, or a second.
 */
final class ClientTimeouts {
  /** Which of the client's limits passed. */
  enum Expired {
    NONE,
    HEADERS,
    BODY,
    IDLE,
    WRITE
  }

  /** What the client is waited for with. */
  enum Phase {
    /** Nothing: the server has the word. */
    NONE,
    IDLE,
    HEADERS,
    BODY
  }

  private static final long MAX_CHECK_INTERVAL_MILLIS = 1000;

  private final ClientLimits.Timeouts timeouts;
  private Phase phase = Phase.IDLE;
  private long phaseStartNanos = System.nanoTime();
  private long stalledSinceNanos;
  private long stalledPendingBytes;
  private long stalledProgress;

  ClientTimeouts(ClientLimits.Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  /** How often to look. */
  static long checkIntervalMillis(ClientLimits.Timeouts timeouts) {
    long minMillis =
        List.of(timeouts.headers(), timeouts.body(), timeouts.keepAlive(), timeouts.write())
            .stream()
            .mapToLong(Duration::toMillis)
            .min()
            .orElse(MAX_CHECK_INTERVAL_MILLIS);
    return Math.clamp(minMillis / 4, 1, MAX_CHECK_INTERVAL_MILLIS);
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    phase = next;
    phaseStartNanos = System.nanoTime();
  }

  /** Which limit has passed by now. */
  Expired checkExpired(Channel client) {
    long now = System.nanoTime();
    if (isWriteStalled(client, now)) {
      return Expired.WRITE;
    }
    long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(now - phaseStartNanos);
    return switch (phase) {
      case NONE -> Expired.NONE;
      case IDLE -> elapsedMillis > timeouts.keepAlive().toMillis() ? Expired.IDLE : Expired.NONE;
      case HEADERS ->
          elapsedMillis > timeouts.headers().toMillis() ? Expired.HEADERS : Expired.NONE;
      case BODY -> elapsedMillis > timeouts.body().toMillis() ? Expired.BODY : Expired.NONE;
    };
  }

  /** Whether something waits to be taken by the client, and none of it was for too long. */
  private boolean isWriteStalled(Channel client, long now) {
    ChannelOutboundBuffer out = client.unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    long progress = out == null ? 0 : out.currentProgress();
    if (pending == 0 || pending != stalledPendingBytes || progress != stalledProgress) {
      stalledPendingBytes = pending;
      stalledProgress = progress;
      stalledSinceNanos = now;
      return false;
    }
    return now - stalledSinceNanos > timeouts.write().toNanos();
  }
}
