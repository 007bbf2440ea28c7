package dev.firsttoken.proxy.exchange;

/**
 * What answers one question: the relay or the synthetic stream. The door tells it what the client's
 * connection does; all on that connection's event loop, and nothing after the exchange is over.
 */
public interface Exchange {
  /** The client's connection is gone: stop, free everything, count it. */
  void onClientDisconnected();

  /** The proxy ends before the answer does: break it off, as where an upstream fails. */
  void onShutdown();

  /**
   * The client's connection takes more, or no more for now: see {@link
   * ResponseWriter#isWritable()}.
   */
  void onWritabilityChanged(boolean writable);
}
