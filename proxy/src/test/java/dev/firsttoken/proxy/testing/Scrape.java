package dev.firsttoken.proxy.testing;

import dev.firsttoken.proxy.meter.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of {@code /metrics}: each series by its text, {@code name{label="value",...}}. */
public record Scrape(Map<String, Double> values) {

  public static Scrape of(Meter meter) {
    return of(meter.scrape("text/plain"));
  }

  /** Reads the Prometheus text format. */
  public static Scrape of(String text) {
    Map<String, Double> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int cut = line.lastIndexOf(' ');
              values.put(line.substring(0, cut), Double.valueOf(line.substring(cut + 1)));
            });
    return new Scrape(values);
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
