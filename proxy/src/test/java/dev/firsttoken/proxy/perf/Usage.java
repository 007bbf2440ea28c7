package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.util.List;

/**
 * CPU time, user and system, in ns.
 *
 * @param wallNanos the time it was read, or that passed
 * @param target the target's processes
 * @param harness this process
 * @param machine all processes together, the host's steal included
 */
record Usage(long wallNanos, long target, long harness, long machine) {
  static Usage of(Target target) throws IOException {
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

  /** The harness's share of its core, 0 to 1. */
  double harnessShare() {
    return (double) harness / wallNanos;
  }

  /** What neither target nor harness took, in cores. */
  double othersShare() {
    return Math.max(0, (double) (machine - target - harness) / wallNanos);
  }
}
