package dev.firsttoken.proxy.pool;

import dev.firsttoken.wire.call.Dialer;

/** One upstream: its dialer, circuit breaker and call permits. */
public final class UpstreamEndpoint {
  private final Dialer dialer;
  private final UpstreamBreaker breaker;
  private final CallPermits permits;

  /**
   * @param maxConnections maximum number of concurrent calls
   */
  public UpstreamEndpoint(Dialer dialer, UpstreamBreaker breaker, int maxConnections) {
    this.dialer = dialer;
    this.breaker = breaker;
    this.permits = new CallPermits(maxConnections);
  }

  Dialer dialer() {
    return dialer;
  }

  public UpstreamBreaker breaker() {
    return breaker;
  }

  CallPermits permits() {
    return permits;
  }
}
