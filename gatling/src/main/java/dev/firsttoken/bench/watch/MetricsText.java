package dev.firsttoken.bench.watch;

import dev.firsttoken.bench.watch.Metrics.Series;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads Prometheus's text format, and OpenMetrics where it is the same. A line that is neither
 * makes the whole text unusable, as it does for Prometheus.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
final class MetricsText {
  private static final int MOST_LINES = 200_000;
  private static final String TOTAL = "_total";

  private final Map<String, String> types = new HashMap<>();
  private final Map<Series, Double> counters = new HashMap<>();
  private final Map<Series, Double> ttft = new HashMap<>();
  private int samples;

  private MetricsText() {}

  /**
   * @throws IllegalArgumentException with the line and what was expected there
   */
  static Metrics parse(String text) {
    MetricsText read = new MetricsText();
    int number = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      if (number > MOST_LINES) {
        throw new IllegalArgumentException("more than %,d lines".formatted(MOST_LINES));
      }
      try {
        read.take(text.substring(start, end).strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line %d: %s".formatted(number, e.getMessage()), e);
      }
      start = end + 1;
    }
    if (read.samples == 0) {
      throw new IllegalArgumentException("it holds none");
    }
    return new Metrics(read.counters, read.ttft);
  }

  private void take(String line) {
    if (line.startsWith("#")) {
      takeComment(line.split("[ \t]+", 5));
    } else if (!line.isEmpty()) {
      samples++;
      MetricLine sample = MetricLine.parse(line);
      Series series = sample.series();
      if (TtftGrowth.isPart(series.name())) {
        ttft.put(series, sample.value());
      } else if (isCounter(series.name())) {
        counters.put(series, sample.value());
      }
    }
  }

  private void takeComment(String[] words) {
    if (words.length >= 4 && words[1].equals("TYPE")) {
      types.put(words[2], words[3]);
    }
  }

  /** By its type, which OpenMetrics gives to the name without its ending; untyped by the ending. */
  private boolean isCounter(String name) {
    String type = types.get(name);
    if (type == null && name.endsWith(TOTAL)) {
      type = types.getOrDefault(name.substring(0, name.length() - TOTAL.length()), "unknown");
    }
    return "counter".equals(type)
        || (name.endsWith(TOTAL) && ("untyped".equals(type) || "unknown".equals(type)));
  }
}
