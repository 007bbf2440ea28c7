package dev.firsttoken.proxy.perf;

/** Percentiles of one window, in ms; NaN where there are no samples. */
record Spread(double p50Millis, double p99Millis) {
  static Spread of(Samples samples) {
    return new Spread(samples.percentileMillis(50), samples.percentileMillis(99));
  }
}
