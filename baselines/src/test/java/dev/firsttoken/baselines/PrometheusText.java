package dev.firsttoken.baselines;

import java.util.List;
import java.util.stream.Stream;

/** Metrics of one scrape, in the Prometheus text format. */
record PrometheusText(String text) {
  /** Sums the series of a name that have all these labels, such as {@code status="200"}. */
  double sum(String name, String... labels) {
    return samples()
        .filter(sample -> isOf(sample, name) && Stream.of(labels).allMatch(sample::contains))
        .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The series of a name, without their values. */
  List<String> series(String name) {
    return samples()
        .filter(sample -> isOf(sample, name))
        .map(sample -> sample.substring(0, sample.lastIndexOf(' ')))
        .toList();
  }

  private Stream<String> samples() {
    return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank());
  }

  private static boolean isOf(String sample, String name) {
    return sample.startsWith(name + "{") || sample.startsWith(name + " ");
  }
}
