package dev.firsttoken.bench.slo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of one objective, split at its operator.
 *
 * @param text the complete objective, for messages
 * @param subject text before the operator
 * @param isUpperBound whether the operator is {@code <} or {@code <=}
 * @param limit text after the operator
 */
record ObjectiveParser(
    String text, String subject, boolean isUpperBound, boolean orEqual, String limit) {
  private static final Pattern OBJECTIVE = Pattern.compile("([^<>=]*)([<>])(=?)([^<>=]*)");
  private static final Pattern TIME = Pattern.compile("([0-9.]+)(us|ms|s)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

  private static final List<String> LATENCY_METRICS =
      List.of("ttft", "ttfo", "tpot", "icl", "e2e", "due_ttft", "due_e2e", "transit");
  private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(86_400_000_000_000L);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  static ObjectiveParser of(String input) {
    String text = input.strip();
    Matcher matcher = OBJECTIVE.matcher(text.replaceAll("\\s", "").toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s: an objective looks like ttft:p95<300ms, error<1%% or rps>5"
              .formatted(text.isEmpty() ? "empty objective" : text));
    }
    boolean isUpperBound = matcher.group(2).equals("<");
    return new ObjectiveParser(
        text, matcher.group(1), isUpperBound, !matcher.group(3).isEmpty(), matcher.group(4));
  }

  Objective parse() {
    String name = subject.replaceFirst(":.*", "");
    if (LATENCY_METRICS.contains(name)) {
      return parseLatency(name);
    }
    return switch (name) {
      case "error", "goodput" -> parseShare(subjectWithoutPercentile());
      case "rps", "tps" -> parseRate(subjectWithoutPercentile());
      default ->
          throw invalid(
              "%s; use %s with a percentile, or error, goodput, rps, tps"
                  .formatted(
                      name.isEmpty() ? "the metric is missing" : "unknown metric " + name,
                      String.join(", ", LATENCY_METRICS)));
    };
  }

  private Objective.Latency parseLatency(String metric) {
    String label = subject.substring(metric.length()).replaceFirst("^:", "");
    Percentile percentile =
        Percentile.STANDARD.stream()
            .filter(candidate -> candidate.label().equals(label))
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        "a time needs a percentile: %s, as in ttft:p95<300ms"
                            .formatted(Percentile.describeStandard())));
    if (!isUpperBound) {
      throw invalid("a time has an upper limit: use < or <=, as in ttft:p95<300ms");
    }
    return new Objective.Latency(metric, percentile, parseLimitNanos(), orEqual);
  }

  private long parseLimitNanos() {
    if (NUMBER.matcher(limit).matches()) {
      throw invalid("the limit needs a unit: us, ms or s, as in %sms".formatted(text));
    }
    Matcher matcher = TIME.matcher(limit);
    if (!matcher.matches()) {
      throw invalid("the limit must be a number with a unit: us, ms or s, as in ttft:p95<300ms");
    }
    int digits =
        switch (matcher.group(2)) {
          case "us" -> 3;
          case "ms" -> 6;
          default -> 9;
        };
    BigDecimal nanos = parseNumber(matcher.group(1)).movePointRight(digits);
    boolean isWhole = nanos.stripTrailingZeros().scale() <= 0;
    if (!isWhole || nanos.signum() == 0 || nanos.compareTo(MAX_NANOS) > 0) {
      throw invalid("the limit must be from 0.001us to 86400s, in steps of 0.001us");
    }
    return nanos.longValueExact();
  }

  private String subjectWithoutPercentile() {
    if (subject.contains(":")) {
      throw invalid("only times have percentiles");
    }
    return subject;
  }

  private Objective.Share parseShare(String metric) {
    boolean isError = metric.equals("error");
    if (isError != isUpperBound) {
      throw invalid(
          isError
              ? "error has an upper limit: use < or <=, as in error<1%"
              : "goodput has a lower limit: use > or >=, as in goodput>95%");
    }
    if (!limit.endsWith("%")) {
      throw invalid("a share needs a per cent sign, as in %s%%".formatted(text));
    }
    BigDecimal percent = parseNumber(limit.substring(0, limit.length() - 1));
    if (percent.compareTo(HUNDRED) > 0) {
      throw invalid("a share must be from 0% to 100%");
    }
    BigDecimal unreachablePercent = isError ? BigDecimal.ZERO : HUNDRED;
    if (!orEqual && percent.compareTo(unreachablePercent) == 0) {
      throw invalid(
          "no share can meet this; did you mean %s%s%s?"
              .formatted(metric, isError ? "<=" : ">=", limit));
    }
    return new Objective.Share(metric, percent.doubleValue(), orEqual);
  }

  private Objective.Rate parseRate(String metric) {
    if (isUpperBound) {
      throw invalid("a rate has a lower limit: use > or >=, as in rps>5");
    }
    return new Objective.Rate(metric, parseNumber(limit).doubleValue(), orEqual);
  }

  private BigDecimal parseNumber(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      throw invalid(digits.isEmpty() ? "the number is missing" : digits + " is not a number");
    }
    return new BigDecimal(digits);
  }

  private IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(text + ": " + reason);
  }
}
