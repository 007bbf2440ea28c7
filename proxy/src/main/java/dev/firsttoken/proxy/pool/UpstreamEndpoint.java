package dev.firsttoken.proxy.pool;

import dev.firsttoken.wire.call.Dialer;

/** One upstream: its dialer, circuit breakers, log and call permits. */
public final class UpstreamEndpoint {
  private final Dialer dialer;
  private final UpstreamBreakers breakers;
  private final UpstreamLog log;
  private final CallPermits permits;

  /**
   * @param maxConnections maximum number of concurrent calls
   */
  public UpstreamEndpoint(
      Dialer dialer, UpstreamBreakers breakers, UpstreamLog log, int maxConnections) {
    this.dialer = dialer;
    this.breakers = breakers;
    this.log = log;
    this.permits = new CallPermits(maxConnections);
  }

  Dialer dialer() {
    return dialer;
  }

  public UpstreamBreakers breakers() {
    return breakers;
  }

  public UpstreamLog log() {
    return log;
  }

  CallPermits permits() {
    return permits;
  }
}
