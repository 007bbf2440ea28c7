package dev.firsttoken.dashboards.grafana;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Text of a PromQL expression. */
public final class PromQl {
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{");
  private static final Pattern HISTOGRAM_SUFFIX = Pattern.compile("_(bucket|sum|count)$");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w*[a-z]\\w*)");

  private PromQl() {}

  /** Returns the metrics that an expression names, histograms without their suffixes. */
  public static Set<String> metrics(String expression) {
    Set<String> metrics = new TreeSet<>();
    Matcher selector = SELECTOR.matcher(expression);
    while (selector.find()) {
      metrics.add(HISTOGRAM_SUFFIX.matcher(selector.group(1)).replaceFirst(""));
    }
    return metrics;
  }

  /** True if an expression has a series for each value of a label. */
  public static boolean isBy(String label, String expression) {
    return GROUPING
        .matcher(expression)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split(",", -1)))
        .anyMatch(each -> each.strip().equals(label));
  }

  /**
   * Puts values in the place of variables, as Grafana does.
   *
   * @throws AssertionError if a variable has no value
   */
  public static String fill(String expression, Map<String, String> values) {
    return VARIABLE
        .matcher(expression)
        .replaceAll(
            match -> {
              String value = values.get(match.group(1));
              if (value == null) {
                throw new AssertionError("no value for " + match.group() + " in " + expression);
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
