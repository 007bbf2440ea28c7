package dev.firsttoken.proxy.perf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relay under test.
 *
 * @param pids the processes that relay: nginx's workers, or the one JVM
 * @param isBefore an earlier build, that the relay started before it is compared with
 * @param port where it listens on loopback
 * @param allocations the JVM's; null where it is none
 */
record Target(
    String name, boolean isBefore, List<Long> pids, int port, @Nullable Allocations allocations) {
  boolean isJvm() {
    return allocations != null;
  }

  /** Bytes that the JVM has allocated; NaN where it is none. */
  double allocatedBytes() {
    return allocations == null ? Double.NaN : allocations.bytes();
  }
}
