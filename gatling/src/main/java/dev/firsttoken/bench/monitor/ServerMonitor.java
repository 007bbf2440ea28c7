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
 * What serving costs the server's processes, window after window: {@link #start}, then {@link
 * #stop}, and again. It looks at them every 200 ms, on a thread of its own.
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
    new ProcessTree(roots).sample(); // slow the first time: not in a window
  }

  /**
   * Of a process and all below it.
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
   * Of whoever listens where the target is, if that is on this machine, and all below it. May ask
   * for the host's addresses, and takes some 100 ms more.
   */
  public static Lookup<ServerMonitor> of(URI target) {
    Lookup<PortOwners> found = PortOwners.find(target);
    PortOwners portOwners = found.value();
    return portOwners == null
        ? new Lookup<>(null, found.missing())
        : Lookup.of(new ServerMonitor(portOwners.processes(), "port " + portOwners.port()));
  }

  /** A window begins. On any thread, without delay. */
  public synchronized void start() {
    ProcessTree tree = new ProcessTree(roots);
    window =
        new Window(
            tree,
            executor.scheduleAtFixedRate(
                tree::sample, 0, SAMPLE_PERIOD_MILLIS, TimeUnit.MILLISECONDS));
  }

  /**
   * The window is over. Waits for a last look, some milliseconds: not for an event loop.
   *
   * @return missing where the server has ended, or can't be looked at
   */
  public synchronized Lookup<ServerCost> stop() {
    Window active = window;
    if (active == null) {
      throw new IllegalStateException("no window has begun");
    }
    window = null;
    active.sampling.cancel(false);
    try {
      return executor.submit(() -> active.tree.stop(foundBy)).get();
    } catch (ExecutionException e) {
      return Lookup.missing("the server can't be looked at: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Lookup.missing("interrupted while looking at the server");
    }
  }

  /** No window comes after this. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
