package dev.firsttoken.netty;

import io.netty.util.Version;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Series of the server contract. */
final class MetricSet {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String RUNTIME = "netty";
  private static final Labels LABELS = Labels.of("runtime", RUNTIME);
  private static final double[] BUCKETS_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

  final Counter requests =
      counter(
          "chat_requests_total", "Requests by status, counted when they end.", "model", "status");
  final Counter errors =
      counter("chat_errors_total", "Failed requests by reason.", "model", "reason");
  final Counter tokens = counter("chat_tokens_total", "Output tokens.", "model");
  final Counter bytesOut =
      counter(
          "chat_bytes_out_total",
          "Response body bytes sent to clients, without chunk framing.",
          "model");
  final Histogram ttft =
      histogram("chat_ttft_ms", "Time from request headers read to first content event sent.");
  final Histogram duration =
      histogram("chat_duration_ms", "Time from request headers read to last byte sent.");
  final Gauge inFlight =
      Gauge.builder()
          .name("chat_in_flight")
          .help("Requests in flight.")
          .constLabels(LABELS)
          .labelNames("model")
          .register(registry);

  MetricSet() {
    Info.builder()
        .name("build_info")
        .help("Build information; always 1.")
        .labelNames("version", "node", "runtime")
        .register(registry)
        .addLabelValues(nettyVersion(), Runtime.version().toString(), RUNTIME);
  }

  /** Formats all series as Prometheus text, in UTF-8. */
  byte[] scrape() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      format.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Histogram histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames("model")
        .classicOnly()
        .classicUpperBounds(BUCKETS_MILLIS)
        .withoutExemplars()
        .register(registry);
  }

  private static String nettyVersion() {
    Version version = Version.identify().get("netty-transport");
    return version == null ? "0" : version.artifactVersion();
  }
}
