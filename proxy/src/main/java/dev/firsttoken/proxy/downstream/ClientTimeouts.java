package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.ClientLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Timeouts of one client connection. One periodic check replaces a timer per timeout, so a timeout
 * fires late by up to a quarter of the shortest one, and by at most a second.
 */
final class ClientTimeouts {
  /** The timeout that has expired. */
  enum Expired {
    NONE,
    HEADERS,
    BODY,
    IDLE,
    WRITE
  }

  /** The input that the proxy waits for. */
  enum Phase {
    /** None, as the proxy is responding. */
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

  /** Reports whether bytes are pending and the client has read none of them for too long. */
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
