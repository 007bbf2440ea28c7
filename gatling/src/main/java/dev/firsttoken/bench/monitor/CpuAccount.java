package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.Nullable;

/** What is known of one process's CPU time in a window. */
final class CpuAccount {
  private static final ProcessSample ZERO = new ProcessSample(true, 0, 0, 0, 0);

  private final ProcessHandle handle;
  private final ProcessSample baseline;
  private ProcessSample latest = ZERO;
  private boolean exited;

  /**
   * @param startedBefore it began before the window: what it has used so far is not the window's
   */
  CpuAccount(ProcessHandle handle, boolean startedBefore) {
    this.handle = handle;
    sample();
    this.baseline = startedBefore ? latest : ZERO;
  }

  /** What is to be seen of it now; null once it has ended, whose CPU time stays as last seen. */
  @Nullable ProcessSample sample() {
    // A handle knows when its process began, so it takes no later one of that number for it.
    ProcessSample current =
        exited || !handle.isAlive() ? null : ProcessSample.sample(Math.toIntExact(handle.pid()));
    if (current == null) {
      exited = true;
      return null;
    }
    latest = current;
    return current.zombie() ? null : current;
  }

  /** As the last look said. */
  boolean isAlive() {
    return !exited && !latest.zombie();
  }

  /** Its own CPU time in the window, up to the last look that saw it. */
  long sampledCpuNanos() {
    return latest.ownCpuNanos() - baseline.ownCpuNanos();
  }

  /**
   * What a sum over a tree gets for it: its own CPU time and that of the ended ones below it. Once
   * it is gone itself, both are in its parent's, if that waited for it: so what it had before the
   * window has to go.
   */
  long accountedCpuNanos() {
    ProcessSample current = exited ? ZERO : latest;
    return current.ownCpuNanos()
        + current.reapedChildrenCpuNanos()
        - baseline.ownCpuNanos()
        - baseline.reapedChildrenCpuNanos();
  }
}
