package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * All metrics of the proxy. The server contract fixes the names, labels and buckets of the first
 * nine. They use the Prometheus client directly: Micrometer's summaries would add a {@code _max}
 * series beside each histogram.
 */
final class Metrics {
  private static final String RUNTIME = "micronaut";
  private static final Labels LABELS = Labels.of("runtime", RUNTIME);
  private static final double[] REQUEST_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000
  };

  private static final double[] LAG_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000
  };

  /** Finest below 1 ms, where a healthy proxy stays. */
  private static final double[] OVERHEAD_MILLIS = {
    0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 50, 250, 1000
  };

  private static final double[] GAP_MILLIS = {
    0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, 2500, 10_000
  };

  private final PrometheusRegistry registry;
  final Counter requests;
  final Counter errors;
  final Counter tokens;
  final Counter bytesOut;
  final Gauge inFlight;
  final Histogram ttft;
  final Histogram duration;
  final Histogram upstreamHeaders;
  final Histogram overhead;
  final Histogram chunkRelay;
  final Histogram icl;
  final Counter outcomes;
  final Counter routes;
  final Counter labelOverflow;
  final Gauge poolActive;
  final Gauge poolIdle;
  final Gauge poolPending;
  final Counter memoryRefused;
  final Histogram eventLoopLag;

  Metrics(PrometheusRegistry registry, String version) {
    this.registry = registry;
    Info.builder()
        .name("build_info")
        .help("Build information; always 1.")
        .labelNames("version", "node", "runtime")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString(), RUNTIME);
    requests =
        counter(
            "chat_requests_total", "Requests by status, counted when they end.", "model", "status");
    errors = counter("chat_errors_total", "Failed requests by reason.", "model", "reason");
    tokens =
        counter(
            "chat_tokens_total",
            "Output tokens: as reported in usage, else content events.",
            "model");
    bytesOut =
        counter(
            "chat_bytes_out_total",
            "Response body bytes sent to clients, without chunk framing.",
            "model");
    inFlight = gauge("chat_in_flight", "Requests in flight.", "model");
    ttft = histogram("chat_ttft_ms", "Time from request headers read to first content event sent.");
    duration = histogram("chat_duration_ms", "Time from request headers read to last byte sent.");
    upstreamHeaders =
        histogram(
            "chat_upstream_headers_ms",
            "Time from request headers read to upstream response headers read.");
    overhead =
        histogram(
            "chat_overhead_ms",
            "Time of a relayed request spent inside the proxy, excluding waits on sockets.",
            OVERHEAD_MILLIS);
    chunkRelay =
        histogram(
            "chat_chunk_relay_ms",
            "Time from a read from the upstream to its write to the client.",
            OVERHEAD_MILLIS);
    icl =
        histogram(
            "chat_icl_ms",
            "Inter-chunk latency: time between consecutive content events.",
            GAP_MILLIS);
    outcomes =
        counter(
            "chat_stream_endings_total",
            "Requests by outcome, one outcome each.",
            "model",
            "ending");
    routes =
        counter(
            "chat_route_requests_total",
            "Requests by route and status, including GET models.",
            "route",
            "status");
    labelOverflow =
        counter("chat_label_overflow_total", "Requests whose model got no label of its own.");
    poolActive = gauge("chat_pool_active", "Calls to upstreams in progress.");
    poolIdle = gauge("chat_pool_idle", "Idle upstream connections kept for reuse.");
    poolPending = gauge("chat_pool_pending", "Requests waiting for a free upstream connection.");
    memoryRefused =
        counter(
            "chat_memory_refused_total",
            "Reservations that the memory budget refused, by use.",
            "use");
    eventLoopLag =
        Histogram.builder()
            .name("chat_event_loop_lag_ms")
            .help("Time that a task waits for an event loop, measured ten times a second.")
            .constLabels(LABELS)
            .classicOnly()
            .classicUpperBounds(LAG_MILLIS)
            .register(registry);
    for (MemoryUse use : MemoryUse.values()) {
      memoryRefused.labelValues(use.label());
    }
  }

  /** Registers the gauges of the memory budget. */
  void observeMemory(LongSupplier used, long limit) {
    gauge(
        "chat_memory_used_bytes",
        "Memory that clients make the proxy hold: bodies, waiting input, unread output.",
        used);
    gauge("chat_memory_limit_bytes", "Limit of chat_memory_used_bytes.", () -> limit);
  }

  /** Registers the gauge of the circuit breakers. Called once: one upstream is the operator's. */
  void observeBreakers(String upstream, IntSupplier open) {
    GaugeWithCallback.builder()
        .name("chat_breaker_open")
        .help("Circuit breakers of the configured upstream that reject calls now.")
        .constLabels(LABELS)
        .labelNames("upstream")
        .callback(callback -> callback.call(open.getAsInt(), upstream))
        .register(registry);
  }

  private void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .register(registry);
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .register(registry);
  }

  private Histogram histogram(String name, String help) {
    return histogram(name, help, REQUEST_MILLIS);
  }

  private Histogram histogram(String name, String help, double[] buckets) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames("model")
        .classicOnly()
        .classicUpperBounds(buckets)
        .register(registry);
  }
}
