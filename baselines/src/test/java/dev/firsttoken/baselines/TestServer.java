package dev.firsttoken.baselines;

/**
 * Server that a test has started.
 *
 * @param stop ends it and waits for its end
 */
record TestServer(int port, long pid, Runnable stop) implements AutoCloseable {
  @Override
  public void close() {
    stop.run();
  }
}
