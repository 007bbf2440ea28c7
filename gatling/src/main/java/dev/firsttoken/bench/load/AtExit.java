package dev.firsttoken.bench.load;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done when this JVM ends, by itself or by a signal: the last thing begun is
 * ended first, so that a run is written down before the server that it measures is stopped.
 */
public final class AtExit {
  private static final Deque<Runnable> STEPS = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::all, "at-exit"));
  }

  private AtExit() {}

  /** To be done before everything that was added earlier. */
  public static void first(Runnable step) {
    synchronized (STEPS) {
      STEPS.push(step);
    }
  }

  private static void all() {
    for (Runnable step = next(); step != null; step = next()) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        // Whatever one step runs into, the next one may have a server to stop.
        System.err.println("bench: " + e);
      }
    }
  }

  private static @Nullable Runnable next() {
    synchronized (STEPS) {
      return STEPS.poll();
    }
  }
}
