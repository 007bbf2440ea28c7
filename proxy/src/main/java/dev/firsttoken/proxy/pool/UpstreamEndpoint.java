package dev.firsttoken.proxy.pool;

import dev.firsttoken.wire.call.Dialer;

/** One upstream as the relay knows it: how to get there, how many at once, and whether it works. */
public final class UpstreamEndpoint {
  private final Dialer dialer;
  private final UpstreamBreaker breaker;
  private final CallPermits permits;

  /**
   * @param dialer opens connections to it
   * @param maxConnections how many calls run at once
   */
  public UpstreamEndpoint(Dialer dialer, UpstreamBreaker breaker, int maxConnections) {
    this.dialer = dialer;
    this.breaker = breaker;
    this.permits = new CallPermits(maxConnections);
  }

  Dialer dialer() {
    return dialer;
  }

  /** Says whether it works. */
  public UpstreamBreaker breaker() {
    return breaker;
  }

  public CallPermits permits() {
    return permits;
  }
}
