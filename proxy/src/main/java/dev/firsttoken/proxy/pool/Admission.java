package dev.firsttoken.proxy.pool;

import java.time.Duration;

/** Decision of the circuit breakers about one call. */
public sealed interface Admission {
  /** The call may start, and must report its result. */
  record Admitted(AdmittedCall call) implements Admission {}

  /**
   * The call must not start.
   *
   * @param retryAfter time until a call may be admitted again; zero if another call tries right now
   */
  record Rejected(Duration retryAfter) implements Admission {}
}
