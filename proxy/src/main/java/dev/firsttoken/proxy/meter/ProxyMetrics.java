package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** State of the proxy itself: its build, connections, memory, breakers and event loops. */
final class ProxyMetrics {
  private static final double[] LAG_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000
  };

  final Gauge poolActive;
  final Gauge poolIdle;
  final Gauge poolPending;
  final Counter memoryRefused;
  final Histogram eventLoopLag;
  private final MetricFactory metrics;

  ProxyMetrics(MetricFactory metrics, String version) {
    this.metrics = metrics;
    metrics.buildInfo(version);
    poolActive = metrics.gauge("chat_pool_active", "Calls to upstreams in progress.");
    poolIdle = metrics.gauge("chat_pool_idle", "Idle upstream connections kept for reuse.");
    poolPending =
        metrics.gauge("chat_pool_pending", "Requests waiting for a free upstream connection.");
    memoryRefused =
        metrics.counter(
            "chat_memory_refused_total",
            "Reservations that the memory budget refused, by use.",
            "use");
    eventLoopLag =
        metrics.histogram(
            "chat_event_loop_lag_ms",
            "Time that a task waits for an event loop, measured ten times a second.",
            LAG_MILLIS);
    for (MemoryUse use : MemoryUse.values()) {
      memoryRefused.labelValues(use.label());
    }
  }

  /** Registers the gauges of the memory budget. */
  void observeMemory(LongSupplier used, long limit) {
    metrics.observedGauge(
        "chat_memory_used_bytes",
        "Memory that clients make the proxy hold: bodies, waiting input, unread output.",
        Labels.EMPTY,
        used);
    metrics.observedGauge(
        "chat_memory_limit_bytes", "Limit of chat_memory_used_bytes.", Labels.EMPTY, () -> limit);
  }

  /** Registers the gauge of the circuit breakers. Called once: one upstream is the operator's. */
  void observeBreakers(String upstream, IntSupplier open) {
    metrics.observedGauge(
        "chat_breaker_open",
        "Circuit breakers of the configured upstream that reject calls now.",
        Labels.of("upstream", upstream),
        open::getAsInt);
  }
}
