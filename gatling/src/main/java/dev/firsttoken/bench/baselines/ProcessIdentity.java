package dev.firsttoken.bench.baselines;

import java.time.Instant;
import java.util.Optional;

/**
 * A process, told from a later one that has the same id.
 *
 * @param pid process id
 * @param startMillis time of its start, in ms since 1970
 */
public record ProcessIdentity(long pid, long startMillis) {
  /**
   * Linux counts from its own start, gives the time of that in whole seconds and corrects it with
   * its clock. No process id is used again that soon.
   */
  private static final long TOLERANCE_MILLIS = 2_000;

  private static final long UNKNOWN = 0;

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(process.pid(), startMillis(process));
  }

  /** Finds the process if it is still running. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(process -> startMillis(process) != UNKNOWN)
        .filter(process -> Math.abs(startMillis(process) - startMillis) <= TOLERANCE_MILLIS);
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
  }
}
