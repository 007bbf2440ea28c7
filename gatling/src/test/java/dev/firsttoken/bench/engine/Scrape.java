package dev.firsttoken.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** One scrape of a server's metrics in Prometheus text format. */
record Scrape(String text) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  static Scrape of(URI server) {
    return new Scrape(get(server.resolve("/metrics")));
  }

  /** Sum of all samples of a counter or gauge that have these labels, as {@code name="value"}. */
  long value(String metric, String... labels) {
    return (long)
        text.lines()
            .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
            .filter(line -> Arrays.stream(labels).allMatch(line::contains))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  /** Gets a text. */
  static String get(URI uri) {
    try (var body = uri.toURL().openStream()) {
      return new String(body.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a condition holds. */
  static void eventually(String description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + TIMEOUT.toSeconds() + " s: " + description);
      }
      Thread.onSpinWait();
    }
  }
}
