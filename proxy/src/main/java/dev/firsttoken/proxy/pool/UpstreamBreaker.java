package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.config.BreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One circuit breaker: rejects calls for a while after most recent calls have failed. Each call
 * reports its result once (success, failure, or ignored if the client left first). A stream that
 * breaks after its response headers reports a failure in addition.
 */
final class UpstreamBreaker {
  /** The library requires a cause and ignores it. */
  private static final class UpstreamFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    UpstreamFailure() {
      super("upstream failed", null, false, false);
    }
  }

  private final @Nullable CircuitBreaker circuit;
  private final long openNanos;
  private final LongSupplier nanoTime;
  private volatile long openedNanos;

  /**
   * @param nanoTime the monotonic clock
   * @param onChange receives true when the breaker opens, and false when it closes
   */
  UpstreamBreaker(BreakerSettings settings, LongSupplier nanoTime, Consumer<Boolean> onChange) {
    this.nanoTime = nanoTime;
    openNanos = settings.openDuration().toNanos();
    circuit = settings.failurePercent() == 0 ? null : createCircuit(settings, nanoTime);
    if (circuit != null) {
      circuit
          .getEventPublisher()
          .onStateTransition(
              event -> {
                CircuitBreaker.State state = event.getStateTransition().getToState();
                if (state == CircuitBreaker.State.OPEN) {
                  openedNanos = nanoTime.getAsLong();
                  onChange.accept(true);
                } else if (state == CircuitBreaker.State.CLOSED) {
                  onChange.accept(false);
                }
              });
    }
  }

  private static CircuitBreaker createCircuit(BreakerSettings settings, LongSupplier nanoTime) {
    return CircuitBreaker.of(
        "upstream",
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.TIME_BASED)
            .slidingWindowSize((int) Math.max(1, settings.window().toSeconds()))
            .minimumNumberOfCalls(settings.minCalls())
            .failureRateThreshold(settings.failurePercent())
            .waitDurationInOpenState(settings.openDuration())
            .permittedNumberOfCallsInHalfOpenState(1)
            .clock(new MonotonicClock(nanoTime))
            // A long response is no failure.
            .slowCallDurationThreshold(Duration.ofDays(1))
            .build());
  }

  /** Returns a call to report the result on, or null if the breaker rejects it. */
  @Nullable Call tryAcquire() {
    if (circuit == null) {
      return new Call(false);
    }
    return circuit.tryAcquirePermission()
        ? new Call(circuit.getState() == CircuitBreaker.State.HALF_OPEN)
        : null;
  }

  /**
   * Reports whether the breaker rejects calls now. It stops doing so when the next request would be
   * the probe. The circuit itself stays open until that request comes, and a load balancer sends
   * none to a proxy that reports not ready.
   */
  boolean isOpen() {
    return circuit != null
        && circuit.getState() == CircuitBreaker.State.OPEN
        && nanoTime.getAsLong() - openedNanos < openNanos;
  }

  /** Time until the breaker stops to reject calls, or zero. */
  Duration remaining() {
    return isOpen()
        ? Duration.ofNanos(Math.max(0, openNanos - (nanoTime.getAsLong() - openedNanos)))
        : Duration.ZERO;
  }

  /**
   * Result of one call. A call admitted before the breaker opened is not counted after that: it
   * does not show whether the upstream has recovered.
   */
  final class Call {
    private final boolean isProbe;
    private boolean reported;

    private Call(boolean isProbe) {
      this.isProbe = isProbe;
    }

    /** Is called when the call succeeded. */
    void onSuccess() {
      if (!reported && circuit != null && isCounted(circuit)) {
        circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      }
      reported = true;
    }

    /** Is called when the call failed, before or after its response headers. */
    void onFailure() {
      if (circuit != null && isCounted(circuit)) {
        circuit.onError(0, TimeUnit.NANOSECONDS, new UpstreamFailure());
      }
      reported = true;
    }

    /** Is called when the call ended without a verdict, for instance because the client left. */
    void onIgnored() {
      if (!reported && isProbe && circuit != null) {
        circuit.releasePermission();
      }
      reported = true;
    }

    private boolean isCounted(CircuitBreaker circuit) {
      return isProbe || circuit.getState() == CircuitBreaker.State.CLOSED;
    }
  }

  /** A wall clock that is set back would keep the breaker open for that much longer. */
  private static final class MonotonicClock extends Clock {
    private final Instant start = Instant.now();
    private final LongSupplier nanoTime;
    private final long startNanos;

    MonotonicClock(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
      return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
