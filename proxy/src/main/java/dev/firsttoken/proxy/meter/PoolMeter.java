package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/** Gauges of upstream connections, summed over all event loops. */
public final class PoolMeter {
  private final GaugeDataPoint active;
  private final GaugeDataPoint idle;
  private final GaugeDataPoint pending;

  PoolMeter(ProxyMetrics metrics) {
    active = metrics.poolActive.labelValues();
    idle = metrics.poolIdle.labelValues();
    pending = metrics.poolPending.labelValues();
  }

  /** Calls in progress. */
  public void addActive(int delta) {
    active.inc(delta);
  }

  /** Idle connections kept for reuse. */
  public void addIdle(int delta) {
    idle.inc(delta);
  }

  /** Requests waiting for a connection. */
  public void addPending(int delta) {
    pending.inc(delta);
  }
}
