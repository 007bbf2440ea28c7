package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * The server contract's series, registered: names, labels and buckets are fixed there. By the
 * Prometheus client itself, as a summary of Micrometer's would publish a {@code _max} beside each
 * histogram.
 */
record Metrics(
    Counter requests,
    Counter errors,
    Counter tokens,
    Counter bytesOut,
    Gauge inFlight,
    Histogram ttft,
    Histogram duration,
    Histogram upstreamHeaders) {

  private static final String RUNTIME = "micronaut";
  private static final Labels LABELS = Labels.of("runtime", RUNTIME);
  private static final double[] BUCKETS_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000
  };

  static Metrics register(PrometheusRegistry registry, String version) {
    Info.builder()
        .name("build_info")
        .help("What runs: 1, always.")
        .labelNames("version", "node", "runtime")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString(), RUNTIME);
    return new Metrics(
        counter(registry, "chat_requests_total", "Requests, counted as they end.", "status"),
        counter(registry, "chat_errors_total", "Requests that went wrong, and why.", "reason"),
        counter(registry, "chat_tokens_total", "Output tokens: the usage's, else content events."),
        counter(registry, "chat_bytes_out_total", "Bytes of answer bodies, framing not counted."),
        Gauge.builder()
            .name("chat_in_flight")
            .help("Requests begun and not ended.")
            .constLabels(LABELS)
            .labelNames("model")
            .register(registry),
        histogram(registry, "chat_ttft_ms", "Request head read to first content event sent."),
        histogram(registry, "chat_duration_ms", "Request head read to last byte sent."),
        histogram(
            registry, "chat_upstream_headers_ms", "Request head read to upstream's head read."));
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... more) {
    String[] labels = new String[1 + more.length];
    labels[0] = "model";
    System.arraycopy(more, 0, labels, 1, more.length);
    return Counter.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .register(registry);
  }

  private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames("model")
        .classicOnly()
        .classicUpperBounds(BUCKETS_MILLIS)
        .register(registry);
  }
}
