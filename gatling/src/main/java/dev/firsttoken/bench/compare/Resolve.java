package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Difference that a comparison should be able to see: {@code 10%} or {@code 10%:ttft_p99,rps}.
 *
 * @param share relative difference, 0.01 to 1
 * @param metrics metrics that it is planned for, at least one
 */
public record Resolve(double share, List<RoundMetric> metrics) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?<percent>\\d{1,3}(\\.\\d{1,3})?)%(:(?<metrics>.*))?");

  public Resolve {
    metrics = List.copyOf(metrics);
  }

  /**
   * Parses the value of the flag.
   *
   * @throws IllegalArgumentException with what was expected, without the flag and its value
   */
  static Resolve parse(String text, CompareMode mode) {
    Matcher matcher = GRAMMAR.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must look like 10% or 10%:ttft_p50,rps");
    }
    double percent = new BigDecimal(matcher.group("percent")).doubleValue();
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("must be from 1% to 100%");
    }
    String metrics = matcher.group("metrics");
    return new Resolve(
        percent / 100, metrics == null ? mode.resolved() : parseMetrics(metrics, mode));
  }

  private static List<RoundMetric> parseMetrics(String text, CompareMode mode) {
    List<RoundMetric> metrics = new ArrayList<>();
    for (String label : text.split(",", -1)) {
      RoundMetric metric = RoundMetric.find(label.strip()).orElse(null);
      if (metric == null || !mode.headline().contains(metric)) {
        throw new IllegalArgumentException(
            "%s carries no verdict in %s mode; use %s"
                .formatted(
                    label.isBlank() ? "an empty name" : label.strip(),
                    mode.label(),
                    CompareMode.join(mode.headline())));
      }
      if (!metrics.contains(metric)) {
        metrics.add(metric);
      }
    }
    return metrics;
  }
}
