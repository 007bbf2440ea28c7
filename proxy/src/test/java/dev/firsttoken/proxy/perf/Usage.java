package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.util.List;

/**
 * CPU time (user and system) in ns.
 *
 * @param wallNanos time of the reading, or time between two readings
 * @param target CPU time of the target's processes
 * @param harness CPU time of this process
 * @param machine CPU time of all processes, including steal
 */
record Usage(long wallNanos, long target, long harness, long machine) {
  static Usage of(RelayTarget target) throws IOException {
    return new Usage(
        System.nanoTime(),
        ProcFs.cpuNanos(target.pids()),
        ProcFs.cpuNanos(List.of(ProcessHandle.current().pid())),
        ProcFs.machineCpuNanos());
  }

  Usage since(Usage before) {
    return new Usage(
        wallNanos - before.wallNanos,
        target - before.target,
        harness - before.harness,
        machine - before.machine);
  }

  /** CPU use of the harness, as a share of its core from 0 to 1. */
  double harnessShare() {
    return (double) harness / wallNanos;
  }

  /** CPU use of all processes except target and harness, in cores. */
  double othersShare() {
    return Math.max(0, (double) (machine - target - harness) / wallNanos);
  }
}
