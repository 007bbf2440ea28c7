package dev.firsttoken.proxy.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Text of all series: the contract's, and those that Micronaut binds for JVM and process. */
public final class MetricsText {
  private final PrometheusMeterRegistry registry;

  /**
   * @param registry holds all series
   * @param binding Micronaut's registry. It is not read: its creation binds the meters of the JVM
   *     and the process to {@code registry}
   */
  public MetricsText(
      PrometheusMeterRegistry registry, @SuppressWarnings("unused") MeterRegistry binding) {
    this.registry = registry;
  }

  /**
   * Formats all series.
   *
   * @param contentType of the Prometheus text format, or of OpenMetrics
   */
  public String scrape(String contentType) {
    return registry.scrape(contentType);
  }
}
