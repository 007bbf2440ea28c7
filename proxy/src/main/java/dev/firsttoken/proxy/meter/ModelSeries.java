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
  final LoopHistogram.Series chunkRelay;
  final LoopHistogram.Series icl;
  final CounterDataPoint tokens;
  final CounterDataPoint bytesOut;
  final GaugeDataPoint inFlight;

  ModelSeries(RequestCounters counters, RequestTimes times, String model) {
    this.model = model;
    ttft = times.ttft.labelValues(model);
    duration = times.duration.labelValues(model);
    upstreamHeaders = times.upstreamHeaders.labelValues(model);
    overhead = times.overhead.labelValues(model);
    chunkRelay = times.chunkRelay.series(model);
    icl = times.icl.series(model);
    tokens = counters.tokens.labelValues(model);
    bytesOut = counters.bytesOut.labelValues(model);
    inFlight = counters.inFlight.labelValues(model);
  }
}
