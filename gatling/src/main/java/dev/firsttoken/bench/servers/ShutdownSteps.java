package dev.firsttoken.bench.servers;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Steps to run when this JVM ends, normally or by a signal, in reverse order: a run is written
 * before the server that it measures is stopped.
 */
public final class ShutdownSteps {
  private static final Deque<Runnable> STEPS = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ShutdownSteps::runAll, "at-exit"));
  }

  private ShutdownSteps() {}

  /** Adds a step that runs before all steps added earlier. */
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
        // Whatever happens in one step, the next one may have a server to stop.
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
