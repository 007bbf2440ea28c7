package dev.firsttoken.bench.watch;

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
 * What serving costs the server's processes, window after window: {@link #begin}, then {@link
 * #end}, and again. It looks at them every 200 ms, on a thread of its own.
 */
public final class ServerWatch implements AutoCloseable {
  private static final int PERIOD_MILLIS = 200;

  private final List<ProcessHandle> roots;
  private final String foundBy;
  private final ScheduledExecutorService looker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("server-watch").factory());
  private @Nullable Looking looking;

  private record Looking(ProcessTree tree, Future<?> looks) {}

  private ServerWatch(List<ProcessHandle> roots, String foundBy) {
    this.roots = roots;
    this.foundBy = foundBy;
    new ProcessTree(roots).look(); // slow the first time: not in a window
  }

  /**
   * Of a process and all below it.
   *
   * @throws IllegalArgumentException if there is no such process
   */
  public static ServerWatch of(long pid) {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .orElseThrow(
                () ->
                    new IllegalArgumentException("--watch-pid=%d: no such process".formatted(pid)));
    return new ServerWatch(List.of(process), "pid " + pid);
  }

  /**
   * Of whoever listens where the target is, if that is on this machine, and all below it. May ask
   * for the host's addresses, and takes some 100 ms more.
   */
  public static Seen<ServerWatch> of(URI target) {
    Seen<Listeners> found = Listeners.at(target);
    Listeners listeners = found.value();
    return listeners == null
        ? new Seen<>(null, found.missing())
        : Seen.of(new ServerWatch(listeners.processes(), "port " + listeners.port()));
  }

  /** A window begins. On any thread, without delay. */
  public synchronized void begin() {
    ProcessTree tree = new ProcessTree(roots);
    looking =
        new Looking(
            tree, looker.scheduleAtFixedRate(tree::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
  }

  /**
   * The window is over. Waits for a last look, some milliseconds: not for an event loop.
   *
   * @return missing where the server has ended, or can't be looked at
   */
  public synchronized Seen<ServerCost> end() {
    Looking begun = looking;
    if (begun == null) {
      throw new IllegalStateException("no window has begun");
    }
    looking = null;
    begun.looks.cancel(false);
    try {
      return looker.submit(() -> begun.tree.end(foundBy)).get();
    } catch (ExecutionException e) {
      return Seen.missing("the server can't be looked at: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Seen.missing("interrupted while looking at the server");
    }
  }

  /** No window comes after this. */
  @Override
  public void close() {
    looker.shutdownNow();
  }
}
