package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.ClientLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Timeouts of one client connection. One periodic check replaces a timer per timeout, so a timeout
 * fires late by up to a quarter of the shortest one, and by at most a second.
 *
 * <p>A check that comes late itself restarts all timeouts: the proxy was stopped, or its event loop
 * was busy, and what the client has sent or read meanwhile is not known yet.
 */
final class ClientTimeouts {
  private static final long MAX_CHECK_INTERVAL_MILLIS = 1000;

  /** Lateness of a check, beside one interval, that is no pause. */
  private static final long TOLERANCE_MILLIS = 100;

  private final ClientLimits.Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final long maxCheckGapNanos;
  private long lastCheckNanos;

  /** When the last pause of the proxy ended. No client is charged for the time before. */
  private long resumedNanos;

  /** The last time that output waited for the client. */
  private long lastUnreadNanos;

  private long stalledSinceNanos;
  private long stalledPendingBytes;
  private long stalledProgress;

  /**
   * @param nanoTime the monotonic clock
   */
  ClientTimeouts(ClientLimits.Timeouts timeouts, LongSupplier nanoTime) {
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.maxCheckGapNanos =
        TimeUnit.MILLISECONDS.toNanos(2 * checkIntervalMillis() + TOLERANCE_MILLIS);
    this.lastCheckNanos = nanoTime.getAsLong();
    this.resumedNanos = lastCheckNanos;
    this.lastUnreadNanos = lastCheckNanos;
  }

  /** Is called when a periodic check starts. */
  void onCheck() {
    long now = nanoTime.getAsLong();
    if (now - lastCheckNanos > maxCheckGapNanos) {
      resumedNanos = now;
    }
    lastCheckNanos = now;
  }

  long checkIntervalMillis() {
    long minMillis =
        List.of(timeouts.headers(), timeouts.body(), timeouts.keepAlive(), timeouts.write())
            .stream()
            .mapToLong(Duration::toMillis)
            .min()
            .orElse(MAX_CHECK_INTERVAL_MILLIS);
    return Math.clamp(minMillis / 4, 1, MAX_CHECK_INTERVAL_MILLIS);
  }

  /** Reports whether the input that the state awaits is late. */
  boolean hasExpired(ConnectionState state) {
    long now = nanoTime.getAsLong();
    long waitedNanos = Math.min(now - state.sinceNanos(), now - resumedNanos);
    long waitedMillis = TimeUnit.NANOSECONDS.toMillis(waitedNanos);
    return switch (state.awaited()) {
      case NOTHING -> false;
      case REQUEST ->
          // A client that still reads the last response is not idle.
          Math.min(waitedMillis, TimeUnit.NANOSECONDS.toMillis(now - lastUnreadNanos))
              > timeouts.keepAlive().toMillis();
      case HEADERS -> waitedMillis > timeouts.headers().toMillis();
      case BODY -> waitedMillis > timeouts.body().toMillis();
    };
  }

  /** Reports whether bytes are pending and the client has read none of them for too long. */
  boolean isWriteStalled(Channel client) {
    long now = nanoTime.getAsLong();
    ChannelOutboundBuffer out = client.unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    long progress = out == null ? 0 : out.currentProgress();
    lastUnreadNanos = pending > 0 ? now : lastUnreadNanos;
    boolean progressed = pending < stalledPendingBytes || progress != stalledProgress;
    boolean started = stalledPendingBytes == 0;
    stalledPendingBytes = pending;
    if (pending == 0 || progressed || started) {
      stalledProgress = progress;
      stalledSinceNanos = now;
      return false;
    }
    return Math.min(now - stalledSinceNanos, now - resumedNanos) > timeouts.write().toNanos();
  }
}
