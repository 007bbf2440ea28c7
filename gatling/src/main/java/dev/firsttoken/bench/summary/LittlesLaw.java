package dev.firsttoken.bench.summary;

/**
 * Little's law, L = X × W, applied to one steady window.
 *
 * @param nanos length of the window
 * @param expected requests in flight by the plan, or as the load generator counted them: L
 * @param inFlight mean number of requests in flight by the samples: X × W
 * @param holds whether the two agree within the measurement error
 */
public record LittlesLaw(long nanos, double expected, double inFlight, boolean holds) {

  /** Returns how far the samples are from the expected number, as a share of it. */
  public double relativeError() {
    return Math.abs(inFlight - expected) / expected;
  }
}
