package dev.firsttoken.baselines;

import java.nio.file.Path;

/**
 * Server that a test has started.
 *
 * @param log file that receives its output
 * @param stop ends it and waits for its end
 */
record TestServer(int port, long pid, Path log, Runnable stop) implements AutoCloseable {
  @Override
  public void close() {
    stop.run();
  }
}
