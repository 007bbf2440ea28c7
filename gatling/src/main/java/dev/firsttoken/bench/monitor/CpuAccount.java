package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.Nullable;

/** CPU time of one process in a window. */
final class CpuAccount {
  private static final ProcessSample ZERO = new ProcessSample(true, 0, 0, 0, 0);

  private final ProcessHandle handle;
  private final ProcessSample baseline;
  private ProcessSample latest = ZERO;
  private boolean exited;

  /**
   * @param startedBefore true if the process started before the window, so that its CPU time so far
   *     does not count
   */
  CpuAccount(ProcessHandle handle, boolean startedBefore) {
    this.handle = handle;
    sample();
    this.baseline = startedBefore ? latest : ZERO;
  }

  /**
   * Samples the process. Once it has ended, its CPU time stays as last sampled.
   *
   * @return the sample, or null if the process has ended
   */
  @Nullable ProcessSample sample() {
    // A handle knows when its process started, so a later process with this pid is not mistaken.
    ProcessSample current =
        exited || !handle.isAlive() ? null : ProcessSample.sample(Math.toIntExact(handle.pid()));
    if (current == null) {
      exited = true;
      return null;
    }
    latest = current;
    return current.zombie() ? null : current;
  }

  /** True if the process was alive in the last sample. */
  boolean isAlive() {
    return !exited && !latest.zombie();
  }

  /** The process's own CPU time in the window, up to its last sample. */
  long sampledCpuNanos() {
    return latest.ownCpuNanos() - baseline.ownCpuNanos();
  }

  /**
   * The process's share of a sum over the tree: its own CPU time and that of its reaped children.
   * Once it has ended and its parent has reaped it, the parent's account contains both, so only the
   * time before the window is left to subtract.
   */
  long accountedCpuNanos() {
    ProcessSample current = exited ? ZERO : latest;
    return current.ownCpuNanos()
        + current.reapedChildrenCpuNanos()
        - baseline.ownCpuNanos()
        - baseline.reapedChildrenCpuNanos();
  }
}
