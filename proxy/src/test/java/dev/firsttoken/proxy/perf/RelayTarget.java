package dev.firsttoken.proxy.perf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relay under test.
 *
 * @param pids processes that relay: the workers of nginx, or the JVM
 * @param isBefore true for an earlier build, with which the relay started before it is compared
 * @param port port on the loopback interface
 * @param allocations allocation counter of the JVM, or null if it is not a JVM
 */
record RelayTarget(
    String name, boolean isBefore, List<Long> pids, int port, @Nullable Allocations allocations) {
  boolean isJvm() {
    return allocations != null;
  }

  /** Bytes that the JVM has allocated, or NaN if it is not a JVM. */
  double allocatedBytes() {
    return allocations == null ? Double.NaN : allocations.bytes();
  }
}
