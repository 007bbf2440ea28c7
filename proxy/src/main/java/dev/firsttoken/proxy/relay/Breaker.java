package dev.firsttoken.proxy.relay;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.Serial;
import java.time.Duration;
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

  /** Whether a call may be made; what becomes of it has to be told then. */
  boolean admits() {
    return circuit == null || circuit.tryAcquirePermission();
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

  void answered() {
    if (circuit != null) {
      circuit.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  void failed() {
    if (circuit != null) {
      circuit.onError(0, TimeUnit.NANOSECONDS, new Failed());
    }
  }

  /** The client left before anything was known. */
  void unknown() {
    if (circuit != null) {
      circuit.releasePermission();
    }
  }
}
