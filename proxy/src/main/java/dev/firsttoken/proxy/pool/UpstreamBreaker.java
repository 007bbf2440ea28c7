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
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker of one upstream: rejects calls for a while after most recent calls have failed.
 * Each call reports its result once (success, failure, or ignored if the client left first). A
 * stream that breaks after its response headers reports a failure in addition.
 */
public final class UpstreamBreaker {
  /** The library requires a cause and ignores it. */
  private static final class UpstreamFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    UpstreamFailure() {
      super("upstream failed", null, false, false);
    }
  }

  private final @Nullable CircuitBreaker circuit;
  private final long openNanos;
  private volatile long openedNanos;

  public UpstreamBreaker(BreakerSettings breakerSettings) {
    circuit =
        breakerSettings.failurePercent() == 0
            ? null
            : CircuitBreaker.of(
                "upstream",
                CircuitBreakerConfig.custom()
                    .slidingWindowType(SlidingWindowType.TIME_BASED)
                    .slidingWindowSize((int) Math.max(1, breakerSettings.window().toSeconds()))
                    .minimumNumberOfCalls(breakerSettings.minCalls())
                    .failureRateThreshold(breakerSettings.failurePercent())
                    .waitDurationInOpenState(breakerSettings.openDuration())
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .clock(new MonotonicClock())
                    // A long response is no failure.
                    .slowCallDurationThreshold(Duration.ofDays(1))
                    .build());
    openNanos = breakerSettings.openDuration().toNanos();
    if (circuit != null) {
      circuit
          .getEventPublisher()
          .onStateTransition(
              event -> {
                if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                  openedNanos = System.nanoTime();
                }
              });
    }
  }

  /** Returns a call to report the result on, or null if the breaker rejects it. */
  public @Nullable Call tryAcquire() {
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
  public boolean isOpen() {
    return circuit != null
        && circuit.getState() == CircuitBreaker.State.OPEN
        && System.nanoTime() - openedNanos < openNanos;
  }

  /**
   * Result of one call. A call admitted before the breaker opened is not counted after that: it
   * does not show whether the upstream has recovered.
   */
  public final class Call {
    private final boolean isProbe;
    private boolean reported;

    private Call(boolean isProbe) {
      this.isProbe = isProbe;
    }

    /** Is called when response headers other than 5xx came. */
    public void onSuccess() {
      if (!reported && circuit != null && isCounted(circuit)) {
        circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      }
      reported = true;
    }

    /** Is called when the call failed, before or after its response headers. */
    public void onFailure() {
      if (circuit != null && isCounted(circuit)) {
        circuit.onError(0, TimeUnit.NANOSECONDS, new UpstreamFailure());
      }
      reported = true;
    }

    /** Is called when the call ended without a verdict, for instance because the client left. */
    public void onIgnored() {
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
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
      return start.plusNanos(System.nanoTime() - startNanos);
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
