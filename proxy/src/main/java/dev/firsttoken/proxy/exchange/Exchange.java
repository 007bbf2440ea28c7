package dev.firsttoken.proxy.exchange;

import dev.firsttoken.proxy.api.ApiError;

/**
 * One running response: a relay or a synthetic stream. Its callbacks run on the event loop of the
 * client connection. None is called after the exchange has finished.
 */
public interface Exchange {
  /** Is called when the client has disconnected: stops, releases all resources and counts it. */
  void onClientDisconnected();

  /**
   * Is called when the proxy shuts down or has no memory: aborts the response, as an upstream
   * failure would.
   */
  void abort(ApiError error);

  /** Is called when {@link ResponseWriter#isWritable()} has changed. */
  void onWritabilityChanged(boolean writable);
}
