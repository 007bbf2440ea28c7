package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cost of the server's processes, window after window: {@link #start}, then {@link #stop}, and
 * again. Samples them every 200 ms on a thread of its own.
 */
public final class ServerMonitor implements AutoCloseable {
  private static final int SAMPLE_PERIOD_MILLIS = 200;

  private final List<ProcessHandle> roots;
  private final String foundBy;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("server-watch").factory());
  private @Nullable Window window;

  private record Window(ProcessTree tree, Future<?> sampling) {}

  private ServerMonitor(List<ProcessHandle> roots, String foundBy) {
    this.roots = roots;
    this.foundBy = foundBy;
    new ProcessTree(roots).sample(); // the first sample is slow: not in a window
  }

  /**
   * Monitors a process and its descendants.
   *
   * @throws IllegalArgumentException if there is no such process
   */
  public static ServerMonitor of(long pid) {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .orElseThrow(
                () ->
                    new IllegalArgumentException("--watch-pid=%d: no such process".formatted(pid)));
    return new ServerMonitor(List.of(process), "pid " + pid);
  }

  /**
   * Monitors the processes that listen at the target, if it is on this machine, and their
   * descendants. May resolve the host, and takes about 100 ms.
   */
  public static Lookup<ServerMonitor> of(URI target) {
    Lookup<PortOwners> found = PortOwners.find(target);
    PortOwners portOwners = found.value();
    return portOwners == null
        ? new Lookup<>(null, found.missing())
        : Lookup.of(new ServerMonitor(portOwners.processes(), "port " + portOwners.port()));
  }

  /** Processes that are monitored with their descendants. */
  List<ProcessHandle> roots() {
    return roots;
  }

  /** Starts a window; on any thread, without waiting. */
  public synchronized void start() {
    ProcessTree tree = new ProcessTree(roots);
    window =
        new Window(
            tree,
            executor.scheduleAtFixedRate(
                tree::sample, 0, SAMPLE_PERIOD_MILLIS, TimeUnit.MILLISECONDS));
  }

  /**
   * Ends the window. Waits some milliseconds for the last sample, so not on an event loop.
   *
   * @return the cost, or missing if the server has ended or can't be sampled
   */
  public synchronized Lookup<ServerCost> stop() {
    Window active = window;
    if (active == null) {
      throw new IllegalStateException("no window was started");
    }
    window = null;
    active.sampling.cancel(false);
    try {
      return executor.submit(() -> active.tree.stop(foundBy)).get();
    } catch (ExecutionException e) {
      return Lookup.missing("the server can't be sampled: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Lookup.missing("interrupted while sampling the server");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
