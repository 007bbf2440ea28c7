package dev.firsttoken.bench.run;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Check before the load: every concurrent request needs a connection, which is an open file. */
final class FileDescriptors {
  /** For the files of the result, the server's metrics, and connections that are still closing. */
  private static final int RESERVE = 32;

  private FileDescriptors() {}

  /**
   * Compares the connections that the load needs with what this process may open.
   *
   * @throws IllegalArgumentException with the numbers and the way out, if they are too many
   */
  static void check(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      check(connections, unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount());
    }
  }

  static void check(int connections, long open, long max) {
    long needed = open + RESERVE + connections;
    if (max > 0 && needed > max) {
      throw new IllegalArgumentException(
          ("%,d concurrent requests need %,d open files, but this process may have %,d: raise the"
                  + " limit (ulimit -n %d), or send at most %,d at once")
              .formatted(connections, needed, max, needed, Math.max(0, max - open - RESERVE)));
    }
  }
}
