package dev.firsttoken.proxy.testing;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of one scrape by series, such as {@code name{label="value",...}}. */
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

  /** Value of a series, or 0 if it is absent. */
  public double value(String series) {
    return values.getOrDefault(series, 0.0);
  }

  /** Sum of all series of a name that have this label, like {@code status="200"}. */
  public double sum(String name, String label) {
    return values.entrySet().stream()
        .filter(series -> series.getKey().startsWith(name + "{"))
        .filter(series -> series.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Names of the contract's series in this scrape, without labels. */
  public List<String> names() {
    return values.keySet().stream()
        .map(series -> series.replaceAll("\\{.*", ""))
        .filter(name -> name.startsWith("chat_") || name.equals("build_info"))
        .distinct()
        .sorted()
        .toList();
  }
}
