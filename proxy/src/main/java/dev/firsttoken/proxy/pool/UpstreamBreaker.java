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
 * Leaves an upstream alone for a while that has mostly failed of late: then nobody waits for what
 * will not come. What a call says of its upstream is said once before its answer (it answered, it
 * failed, or nobody knows since the client left), and once more where a stream breaks later.
 */
public final class UpstreamBreaker {
  /** The library wants a cause and does nothing with it. */
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
                    // A long answer is no failure.
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

  /** A call that may be made; null where none may. */
  @Nullable
  public Call tryAcquire() {
    if (circuit == null) {
      return new Call(false);
    }
    return circuit.tryAcquirePermission()
        ? new Call(circuit.getState() == CircuitBreaker.State.HALF_OPEN)
        : null;
  }

  /**
   * Whether nothing is asked of the upstream now. No longer once the next request would be asked to
   * try: the circuit itself stays open until one comes, and none would be sent to a server that
   * says that it is not ready.
   */
  public boolean isOpen() {
    return circuit != null
        && circuit.getState() == CircuitBreaker.State.OPEN
        && System.nanoTime() - openedNanos < openNanos;
  }

  /**
   * What one call says of its upstream. One that was admitted before the breaker opened says
   * nothing of whether it works again.
   */
  public final class Call {
    private final boolean isProbe;
    private boolean reported;

    private Call(boolean trial) {
      this.isProbe = trial;
    }

    /** It answered, and not with 5xx. */
    public void onSuccess() {
      if (!reported && circuit != null && isCounted(circuit)) {
        circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      }
      reported = true;
    }

    /** It failed, before it had answered or after. */
    public void onFailure() {
      if (circuit != null && isCounted(circuit)) {
        circuit.onError(0, TimeUnit.NANOSECONDS, new UpstreamFailure());
      }
      reported = true;
    }

    /** Nobody will know, as the client left for instance. */
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

  /** A wall clock that is set back would keep the breaker open for so long. */
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
