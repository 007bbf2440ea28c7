package dev.firsttoken.e2e.servers;

import java.util.stream.Stream;

/** Counters of one scrape, in the Prometheus text format. */
public record CounterValues(String text) {
  /** Sums the series of a name that have all these labels, such as {@code status="200"}. */
  public double sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Difference of the same sum between an earlier scrape and this one. */
  public double growthSince(CounterValues earlier, String name, String... labels) {
    return sum(name, labels) - earlier.sum(name, labels);
  }
}
