package dev.firsttoken.dashboards.prometheus;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of one series over time.
 *
 * @param labels as JSON
 */
public record Series(String labels, List<Double> values) {
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  public Series {
    values = List.copyOf(values);
  }

  /** True if a label has this value. */
  public boolean has(String label, String value) {
    return labels.contains("\"%s\":\"%s\"".formatted(label, value));
  }

  /** Puts the labels into a legend such as {@code status {{status}}}, as Grafana does. */
  public String legend(String template) {
    return LABEL
        .matcher(template)
        .replaceAll(
            match -> {
              Matcher value =
                  Pattern.compile("\"%s\":\"([^\"]*)\"".formatted(match.group(1))).matcher(labels);
              return Matcher.quoteReplacement(value.find() ? value.group(1) : "");
            });
  }

  /** Number of values that are numbers: a quantile of nothing is NaN, and no point. */
  public long numbers() {
    return values.stream().filter(Double::isFinite).count();
  }

  public boolean hasPositive() {
    return values.stream().anyMatch(value -> Double.isFinite(value) && value > 0);
  }
}
