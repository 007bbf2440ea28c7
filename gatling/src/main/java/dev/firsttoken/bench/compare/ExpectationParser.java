package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.Expectation.Operator;
import dev.firsttoken.bench.result.RoundMetric;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parser of a list of expectations, separated by commas or white space. */
final class ExpectationParser {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?<left>[^<>=*:]+)(?<operator><=|>=|<|>)(?<right>[^<>=*:]+)"
              + "(\\*(?<factor>[^<>=*:]*))?:(?<metric>[^:]*)");
  private static final Pattern FACTOR = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");
  private static final String EXAMPLE = "express<=flask*1.05:ttft_p50";

  private final List<String> targets;

  /** True if there are several, so that a message has to name the one that is meant. */
  private final boolean isList;

  private ExpectationParser(List<String> targets, boolean isList) {
    this.targets = targets;
    this.isList = isList;
  }

  /**
   * Parses the value of the flag.
   *
   * @throws IllegalArgumentException with the invalid part and what was expected, without the flag
   */
  static List<Expectation> parse(String text, List<String> targets) {
    List<String> parts =
        Arrays.stream(text.split("[,\\s]+", -1)).filter(part -> !part.isEmpty()).toList();
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("must look like " + EXAMPLE);
    }
    ExpectationParser parser = new ExpectationParser(targets, parts.size() > 1);
    return parts.stream().map(parser::parse).toList();
  }

  private Expectation parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw invalid(text, "must look like %s, without spaces".formatted(EXAMPLE));
    }
    String left = matcher.group("left");
    String right = matcher.group("right");
    requireTarget(text, left);
    requireTarget(text, right);
    if (left.equals(right)) {
      throw invalid(text, "compares %s with itself".formatted(left));
    }
    return new Expectation(
        left,
        operator(matcher.group("operator")),
        right,
        factor(text, matcher.group("factor")),
        metric(text, matcher.group("metric")));
  }

  private void requireTarget(String text, String name) {
    if (!targets.contains(name)) {
      throw invalid(
          text, "%s is no target; use %s".formatted(shorten(name), String.join(", ", targets)));
    }
  }

  private static Operator operator(String symbol) {
    return Arrays.stream(Operator.values())
        .filter(operator -> operator.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }

  private BigDecimal factor(String text, @Nullable String digits) {
    if (digits == null) {
      return BigDecimal.ONE;
    }
    BigDecimal factor = FACTOR.matcher(digits).matches() ? new BigDecimal(digits) : BigDecimal.ZERO;
    if (factor.signum() == 0) {
      throw invalid(text, "the factor must be a number above 0, as in " + EXAMPLE);
    }
    return factor;
  }

  private RoundMetric metric(String text, String label) {
    return RoundMetric.find(label)
        .orElseThrow(
            () ->
                invalid(
                    text,
                    "%s is no metric; use one of %s"
                        .formatted(
                            label.isEmpty() ? "an empty name" : shorten(label),
                            CompareMode.join(List.of(RoundMetric.values())))));
  }

  private IllegalArgumentException invalid(String text, String reason) {
    return new IllegalArgumentException(isList ? shorten(text) + ": " + reason : reason);
  }

  private static String shorten(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
