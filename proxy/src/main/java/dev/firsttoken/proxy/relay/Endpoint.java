package dev.firsttoken.proxy.relay;

import dev.firsttoken.wire.call.Dialer;

/** One upstream as the relay knows it: how to get there, how many at once, and whether it works. */
public final class Endpoint {
  private final Dialer dialer;
  private final Breaker breaker;
  private final Permits permits;

  /**
   * @param dialer opens connections to it
   * @param connections how many calls run at once
   */
  public Endpoint(Dialer dialer, Breaker breaker, int connections) {
    this.dialer = dialer;
    this.breaker = breaker;
    this.permits = new Permits(connections);
  }

  Dialer dialer() {
    return dialer;
  }

  /** Says whether it works. */
  public Breaker breaker() {
    return breaker;
  }

  Permits permits() {
    return permits;
  }
}
