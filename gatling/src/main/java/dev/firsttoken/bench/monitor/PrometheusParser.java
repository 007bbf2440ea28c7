package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.monitor.MetricFamilySet.Series;
import java.util.HashMap;
import java.util.Map;

/**
 * Parser of Prometheus's text format, and of OpenMetrics where it is the same. An invalid line
 * makes the whole text invalid, as it does for Prometheus.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
final class PrometheusParser {
  private static final int MAX_LINES = 200_000;
  private static final String TOTAL_SUFFIX = "_total";

  private final Map<String, String> types = new HashMap<>();
  private final Map<Series, Double> counters = new HashMap<>();
  private final Map<Series, Double> ttft = new HashMap<>();
  private int sampleCount;

  private PrometheusParser() {}

  /**
   * Parses a scrape.
   *
   * @throws IllegalArgumentException with the line number and the expected text
   */
  static MetricFamilySet parse(String text) {
    PrometheusParser parser = new PrometheusParser();
    int lineNumber = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      lineNumber++;
      if (lineNumber > MAX_LINES) {
        throw new IllegalArgumentException("more than %,d lines".formatted(MAX_LINES));
      }
      try {
        parser.parseLine(text.substring(start, end).strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line %d: %s".formatted(lineNumber, e.getMessage()), e);
      }
      start = end + 1;
    }
    if (parser.sampleCount == 0) {
      throw new IllegalArgumentException("it contains no samples");
    }
    return new MetricFamilySet(parser.counters, parser.ttft);
  }

  private void parseLine(String line) {
    if (line.startsWith("#")) {
      parseComment(line.split("[ \t]+", 5));
    } else if (!line.isEmpty()) {
      sampleCount++;
      MetricLine sample = MetricLine.parse(line);
      Series series = sample.series();
      if (TtftDelta.isTtftSeries(series.name())) {
        ttft.put(series, sample.value());
      } else if (isCounter(series.name())) {
        counters.put(series, sample.value());
      }
    }
  }

  private void parseComment(String[] words) {
    if (words.length >= 4 && words[1].equals("TYPE")) {
      types.put(words[2], words[3]);
    }
  }

  /** True by type, which OpenMetrics states for the name without its suffix, else by suffix. */
  private boolean isCounter(String name) {
    String type = types.get(name);
    if (type == null && name.endsWith(TOTAL_SUFFIX)) {
      type =
          types.getOrDefault(name.substring(0, name.length() - TOTAL_SUFFIX.length()), "unknown");
    }
    return "counter".equals(type)
        || (name.endsWith(TOTAL_SUFFIX) && ("untyped".equals(type) || "unknown".equals(type)));
  }
}
