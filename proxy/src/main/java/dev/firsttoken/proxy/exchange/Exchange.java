package dev.firsttoken.proxy.exchange;

/**
 * One running response: a relay or a synthetic stream. Its callbacks run on the event loop of the
 * client connection. None is called after the exchange has finished.
 */
public interface Exchange {
  /** Is called when the client has disconnected: stops, releases all resources and counts it. */
  void onClientDisconnected();

  /** Is called when the proxy shuts down: aborts the response, as an upstream failure would. */
  void onShutdown();

  /** Is called when {@link ResponseWriter#isWritable()} has changed. */
  void onWritabilityChanged(boolean writable);
}
