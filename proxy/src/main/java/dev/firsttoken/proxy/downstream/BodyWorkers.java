package dev.firsttoken.proxy.downstream;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads that read large and encoded bodies, so that no event loop is kept from its streams. Half
 * of the processors at most: the rest is for the event loops. The requests that wait are bounded by
 * {@link AdmissionControl} and {@link MemoryBudget}.
 */
@Singleton
final class BodyWorkers implements Executor {
  private static final int MAX_THREADS = 4;

  private final ExecutorService executor;

  @Inject
  BodyWorkers() {
    this(
        Executors.newFixedThreadPool(
            Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_THREADS),
            Thread.ofPlatform().daemon().name("body-worker-", 1).factory()));
  }

  BodyWorkers(ExecutorService executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @PreDestroy
  void close() {
    executor.shutdownNow();
  }
}
