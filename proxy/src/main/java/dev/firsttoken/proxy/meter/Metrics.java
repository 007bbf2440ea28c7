package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * The series, registered: the names, labels and buckets of the first nine are fixed by the server
 * contract. By the Prometheus client itself, as a summary of Micrometer's would publish a {@code
 * _max} beside each histogram.
 */
final class Metrics {
  private static final String RUNTIME = "micronaut";
  private static final Labels LABELS = Labels.of("runtime", RUNTIME);
  private static final double[] REQUEST_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000
  };

  /** What the proxy adds is far below a millisecond, or something is wrong. */
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
  final Counter endings;
  final Counter routes;
  final Counter labelOverflow;
  final Gauge poolActive;
  final Gauge poolIdle;
  final Gauge poolPending;

  Metrics(PrometheusRegistry registry, String version) {
    this.registry = registry;
    Info.builder()
        .name("build_info")
        .help("What runs: 1, always.")
        .labelNames("version", "node", "runtime")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString(), RUNTIME);
    requests = counter("chat_requests_total", "Requests, counted as they end.", "model", "status");
    errors = counter("chat_errors_total", "Requests that went wrong, and why.", "model", "reason");
    tokens =
        counter("chat_tokens_total", "Output tokens: the usage's, else content events.", "model");
    bytesOut =
        counter("chat_bytes_out_total", "Bytes of answer bodies, framing not counted.", "model");
    inFlight = gauge("chat_in_flight", "Requests begun and not ended.", "model");
    ttft = histogram("chat_ttft_ms", "Request head read to first content event sent.");
    duration = histogram("chat_duration_ms", "Request head read to last byte sent.");
    upstreamHeaders =
        histogram("chat_upstream_headers_ms", "Request head read to upstream's head read.");
    overhead =
        histogram(
            "chat_overhead_ms",
            "Time of a relayed request in the proxy that was no waiting for a socket.",
            OVERHEAD_MILLIS);
    chunkRelay =
        histogram("chat_chunk_relay_ms", "A read from upstream to its write.", OVERHEAD_MILLIS);
    icl = histogram("chat_icl_ms", "Gaps between content events, as they came.", GAP_MILLIS);
    endings =
        counter("chat_stream_endings_total", "How requests ended, one each.", "model", "ending");
    routes =
        counter("chat_route_requests_total", "Requests by route, models too.", "route", "status");
    labelOverflow =
        counter("chat_label_overflow_total", "Requests whose model had no label of its own.");
    poolActive = gauge("chat_pool_active", "Calls that run upstream.");
    poolIdle = gauge("chat_pool_idle", "Connections kept for the next call.");
    poolPending = gauge("chat_pool_pending", "Requests that wait for a free connection.");
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
