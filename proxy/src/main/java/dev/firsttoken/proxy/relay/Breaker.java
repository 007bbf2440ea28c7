package dev.firsttoken.proxy.relay;

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
public final class Breaker {
  /**
   * When it opens, and for how long.
   *
   * @param failurePercent of the calls in the window from which on it opens; 0 for never
   * @param leastCalls fewer in the window say nothing
   * @param window how far back it looks, in whole seconds
   * @param open how long nothing is asked, before one call tries again
   */
  public record Rules(int failurePercent, int leastCalls, Duration window, Duration open) {}

  /** The library wants a cause and does nothing with it. */
  private static final class Failed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Failed() {
      super("upstream failed", null, false, false);
    }
  }

  private final @Nullable CircuitBreaker circuit;
  private final long openNanos;
  private volatile long openedNanos;

  public Breaker(Rules rules) {
    circuit =
        rules.failurePercent == 0
            ? null
            : CircuitBreaker.of(
                "upstream",
                CircuitBreakerConfig.custom()
                    .slidingWindowType(SlidingWindowType.TIME_BASED)
                    .slidingWindowSize((int) Math.max(1, rules.window.toSeconds()))
                    .minimumNumberOfCalls(rules.leastCalls)
                    .failureRateThreshold(rules.failurePercent)
                    .waitDurationInOpenState(rules.open)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .clock(new Monotonic())
                    // A long answer is no failure.
                    .slowCallDurationThreshold(Duration.ofDays(1))
                    .build());
    openNanos = rules.open.toNanos();
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
  @Nullable Call admit() {
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
  public boolean open() {
    return circuit != null
        && circuit.getState() == CircuitBreaker.State.OPEN
        && System.nanoTime() - openedNanos < openNanos;
  }

  /**
   * What one call says of its upstream. One that was admitted before the breaker opened says
   * nothing of whether it works again.
   */
  final class Call {
    private final boolean trial;
    private boolean told;

    private Call(boolean trial) {
      this.trial = trial;
    }

    /** It answered, and not with 5xx. */
    void answered() {
      if (!told && circuit != null && counts(circuit)) {
        circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      }
      told = true;
    }

    /** It failed, before it had answered or after. */
    void failed() {
      if (circuit != null && counts(circuit)) {
        circuit.onError(0, TimeUnit.NANOSECONDS, new Failed());
      }
      told = true;
    }

    /** Nobody will know, as the client left for instance. */
    void unknown() {
      if (!told && trial && circuit != null) {
        circuit.releasePermission();
      }
      told = true;
    }

    private boolean counts(CircuitBreaker circuit) {
      return trial || circuit.getState() == CircuitBreaker.State.CLOSED;
    }
  }

  /** A wall clock that is set back would keep the breaker open for so long. */
  private static final class Monotonic extends Clock {
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
