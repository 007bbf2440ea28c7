package dev.firsttoken.dashboards.stage;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests that go on, one after the other on each of a few threads, until it is closed. */
public final class Traffic implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosed;

  /** One turn of a thread, which ends soon. */
  @FunctionalInterface
  public interface Turn {
    void run() throws IOException;
  }

  /** Repeats a turn on a thread of its own. */
  public Traffic repeat(Turn turn) {
    threads.add(Thread.ofVirtual().start(() -> repeatUntilClosed(turn)));
    return this;
  }

  /** Repeats a chat on a thread of its own. */
  public Traffic chat(int port, String json) {
    return repeat(() -> send(port, json));
  }

  private void repeatUntilClosed(Turn turn) {
    while (!isClosed) {
      try {
        turn.run();
      } catch (IOException | RuntimeException e) {
        failures.add(e);
        return;
      }
    }
  }

  /** Sends one chat request and reads the whole response. */
  public static RawClient.Response send(int port, String json) throws IOException {
    return RawClient.request(port, RawClient.chat(json));
  }

  /** Waits for the end of the turns, and fails if one of them has failed. */
  @Override
  public void close() {
    isClosed = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (failures.peek() instanceof IOException e) {
      throw new UncheckedIOException(e);
    }
    if (failures.peek() instanceof RuntimeException e) {
      throw e;
    }
  }
}
