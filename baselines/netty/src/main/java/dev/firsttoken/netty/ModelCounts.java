package dev.firsttoken.netty;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/**
 * Series of one model, looked up once. They start at 0, so that a rate sees their first increase.
 */
final class ModelCounts {
  final DistributionDataPoint ttft;
  final DistributionDataPoint duration;
  final CounterDataPoint tokens;
  final CounterDataPoint bytesOut;
  final GaugeDataPoint inFlight;
  private final MetricSet metrics;
  private final String model;

  ModelCounts(MetricSet metrics, String model) {
    this.metrics = metrics;
    this.model = model;
    this.ttft = metrics.ttft.labelValues(model);
    this.duration = metrics.duration.labelValues(model);
    this.tokens = metrics.tokens.labelValues(model);
    this.bytesOut = metrics.bytesOut.labelValues(model);
    this.inFlight = metrics.inFlight.labelValues(model);
  }

  void countRequest(int status) {
    metrics.requests.labelValues(model, Integer.toString(status)).inc();
  }

  void countError(String reason) {
    metrics.errors.labelValues(model, reason).inc();
  }
}
