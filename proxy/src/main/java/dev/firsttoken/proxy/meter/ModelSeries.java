package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/** Data points of one model, resolved once so that a request needs one lookup by name. */
final class ModelSeries {
  final String model;
  final DistributionDataPoint ttft;
  final DistributionDataPoint duration;
  final DistributionDataPoint upstreamHeaders;
  final DistributionDataPoint overhead;
  final DistributionDataPoint chunkRelay;
  final DistributionDataPoint icl;
  final CounterDataPoint tokens;
  final CounterDataPoint bytesOut;
  final GaugeDataPoint inFlight;

  ModelSeries(Metrics metrics, String model) {
    this.model = model;
    ttft = metrics.ttft.labelValues(model);
    duration = metrics.duration.labelValues(model);
    upstreamHeaders = metrics.upstreamHeaders.labelValues(model);
    overhead = metrics.overhead.labelValues(model);
    chunkRelay = metrics.chunkRelay.labelValues(model);
    icl = metrics.icl.labelValues(model);
    tokens = metrics.tokens.labelValues(model);
    bytesOut = metrics.bytesOut.labelValues(model);
    inFlight = metrics.inFlight.labelValues(model);
  }
}
