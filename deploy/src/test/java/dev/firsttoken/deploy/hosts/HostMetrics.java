package dev.firsttoken.deploy.hosts;

import dev.firsttoken.wire.testing.RawClient;
import java.util.stream.Stream;

/**
 * Metrics of one server at one moment.
 *
 * @param text in Prometheus's format
 */
record HostMetrics(String text) {
  static HostMetrics of(RawClient.Response response) {
    if (response.status() != 200 || !response.complete()) {
      throw new AssertionError("no metrics: " + response.headers() + response.text());
    }
    return new HostMetrics(response.text());
  }

  /**
   * Adds up the series of a name; 0 if there is none.
   *
   * @param labels those that a series must have, as {@code status="200"}
   */
  long sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
