package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Sample;

/** Callbacks of one request, on its user's event loop. */
@FunctionalInterface
public interface RequestListener {
  /**
   * Called when the request is ready and about to be sent. Preparing it can take longer than a
   * request of a millisecond, so nothing before this counts as in flight.
   *
   * @param sendNanos the sample's send
   */
  default void onSent(long sendNanos) {}

  /**
   * Called when the request has ended, whatever its outcome. Decoding the response's text comes
   * later: nothing is in flight meanwhile.
   *
   * @param sendNanos the sample's send
   * @param endNanos the sample's end
   */
  default void onEnded(long sendNanos, long endNanos) {}

  /** Called when the user can send its next request, unless the run was stopped. */
  void onReady(Sample sample);
}
