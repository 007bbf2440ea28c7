package dev.firsttoken.proxy.perf;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;

/** Entry of a measurement's process, which ends with it. */
final class MeasurementMain {
  private MeasurementMain() {}

  /** Measures, and prints a table on standard output. */
  interface Entry {
    void run(CostOptions options, String arguments) throws IOException, InterruptedException;
  }

  /** Runs a measurement. Exit status: 0 success, 1 failure, 2 wrong usage. */
  static void run(String[] arguments, Entry entry) {
    // Netty logs to stderr, because stdout is reserved for the table.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    int status = 0;
    try {
      entry.run(CostOptions.of(arguments), String.join(" ", arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("relay-cost: " + e.getMessage());
      status = 2;
    } catch (IOException | IllegalStateException | InterruptedException e) {
      System.err.println("relay-cost: " + e);
      status = 1;
    }
    System.exit(status);
  }
}
