package dev.firsttoken.bench.run;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.firsttoken.bench.options.Options;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;

/**
 * Check before the load: every concurrent request needs a connection, which is an open file.
 *
 * @param open open files of this process
 * @param max the most that it may have, or 0 if that is unknown
 */
record FileDescriptors(long open, long max) {
  /** For the files of the result, the server's metrics, and connections that are still closing. */
  private static final int RESERVE = 32;

  static FileDescriptors current() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new FileDescriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new FileDescriptors(0, 0);
  }

  /**
   * Compares the connections that the load needs with what this process may open.
   *
   * @throws IllegalArgumentException with the numbers and the way out, if they are too many
   */
  void check(int connections) {
    long needed = open + RESERVE + connections;
    if (isLimited(connections)) {
      throw new IllegalArgumentException(
          "%,d concurrent requests need %,d open files, but this process may have %,d: raise the limit (ulimit -n %d)%s"
              .formatted(connections, needed, max, needed, alternative()));
    }
  }

  private String alternative() {
    return available() < 1 ? "" : ", or send at most %,d at once".formatted(available());
  }

  private boolean isLimited(int connections) {
    return max > 0 && connections > available();
  }

  private long available() {
    return max - open - RESERVE;
  }

  /**
   * Lowers a default {@code --max-in-flight} to what this process may open, and says so.
   *
   * @param maxInFlight requests of an open level that may be in flight at once
   * @throws IllegalArgumentException if the user gave the limit, or no request fits
   */
  Options fit(Options options, int maxInFlight, PrintStream err) {
    if (!isLimited(maxInFlight)) {
      return options;
    }
    if (options.loadOptions().openModelOptions().isMaxInFlightGiven() || available() < 1) {
      check(maxInFlight);
    }
    int lowered = Math.toIntExact(available());
    err.printf(
        "bench: at most %,d requests are in flight, because this process may have %,d open files;"
            + " a due request beyond that waits. Raise the limit (ulimit -n %d) to send all of"
            + " them when they are due%n",
        lowered, max, open + RESERVE + maxInFlight);
    return options.withMaxInFlight(lowered);
  }
}
