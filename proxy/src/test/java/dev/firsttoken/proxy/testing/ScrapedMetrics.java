package dev.firsttoken.proxy.testing;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of {@code /metrics}: each series by its text, {@code name{label="value",...}}. */
public record ScrapedMetrics(Map<String, Double> values) {

  public static ScrapedMetrics parse(PrometheusMeterRegistry registry) {
    return parse(registry.scrape("text/plain"));
  }

  /** Reads the Prometheus text format. */
  public static ScrapedMetrics parse(String text) {
    Map<String, Double> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return new ScrapedMetrics(values);
  }

  /** A series' value; 0 where it is not there. */
  public double value(String series) {
    return values.getOrDefault(series, 0.0);
  }

  /** The names of the contract's series that are there, without their labels. */
  public List<String> names() {
    return values.keySet().stream()
        .map(series -> series.replaceAll("\\{.*", ""))
        .filter(name -> name.startsWith("chat_") || name.equals("build_info"))
        .distinct()
        .sorted()
        .toList();
  }
}
