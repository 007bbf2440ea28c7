package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.function.LongSupplier;

/**
 * Registers metrics, each with the label {@code runtime}. They use the Prometheus client directly:
 * Micrometer's summaries would add a {@code _max} series beside each histogram.
 */
final class MetricFactory {
  private static final String RUNTIME = "micronaut";
  private static final Labels LABELS = Labels.of("runtime", RUNTIME);

  private final PrometheusRegistry registry;

  MetricFactory(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Registers {@code build_info}, which is always 1. */
  void buildInfo(String version) {
    Info.builder()
        .name("build_info")
        .help("Build information; always 1.")
        .labelNames("version", "node", "runtime")
        .register(registry)
        .addLabelValues(version, Runtime.version().toString(), RUNTIME);
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .register(registry);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .register(registry);
  }

  /**
   * Registers a gauge whose value is read at each scrape.
   *
   * @param labels of its one series, beside {@code runtime}
   */
  void observedGauge(String name, String help, Labels labels, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS.merge(labels))
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /**
   * Registers a histogram for observations that come with every frame, labelled by model.
   *
   * @param buckets upper bounds in milliseconds
   */
  LoopHistogram loopHistogram(String name, String help, double[] buckets) {
    LoopHistogram histogram = new LoopHistogram(new MetricMetadata(name, help), LABELS, buckets);
    registry.register(histogram);
    return histogram;
  }

  /**
   * @param buckets upper bounds in milliseconds
   */
  Histogram histogram(String name, String help, double[] buckets, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .constLabels(LABELS)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(buckets)
        .register(registry);
  }
}
