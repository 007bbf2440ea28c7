package dev.firsttoken.proxy.perf;

/** Percentiles of one window in ms, or NaN without samples. */
record Percentiles(double p50Millis, double p99Millis) {
  static Percentiles of(Samples samples) {
    return new Percentiles(samples.percentileMillis(50), samples.percentileMillis(99));
  }
}
