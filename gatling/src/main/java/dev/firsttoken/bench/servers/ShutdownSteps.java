package dev.firsttoken.bench.servers;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done when this JVM ends, by itself or by a signal: the last thing begun is
 * ended first, so that a run is written down before the server that it measures is stopped.
 */
public final class ShutdownSteps {
  private static final Deque<Runnable> STEPS = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ShutdownSteps::runAll, "at-exit"));
  }

  private ShutdownSteps() {}

  /** To be done before everything that was added earlier. */
  public static void push(Runnable step) {
    synchronized (STEPS) {
      STEPS.push(step);
    }
  }

  private static void runAll() {
    for (Runnable step = pollStep(); step != null; step = pollStep()) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        // Whatever one step runs into, the next one may have a server to stop.
        System.err.println("bench: " + e);
      }
    }
  }

  private static @Nullable Runnable pollStep() {
    synchronized (STEPS) {
      return STEPS.poll();
    }
  }
}
