package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/**
 * The connections to upstreams, of all event loops together: what runs, what is kept, who waits.
 */
public final class PoolMeter {
  private final GaugeDataPoint active;
  private final GaugeDataPoint idle;
  private final GaugeDataPoint pending;

  PoolMeter(Metrics metrics) {
    active = metrics.poolActive.labelValues();
    idle = metrics.poolIdle.labelValues();
    pending = metrics.poolPending.labelValues();
  }

  /** So many more calls run, or fewer. */
  public void addActive(int delta) {
    active.inc(delta);
  }

  /** So many more connections are kept, or fewer. */
  public void addIdle(int delta) {
    idle.inc(delta);
  }

  /** So many more requests wait for a connection, or fewer. */
  public void addPending(int delta) {
    pending.inc(delta);
  }
}
