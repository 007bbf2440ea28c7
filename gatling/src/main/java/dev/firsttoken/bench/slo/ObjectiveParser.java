package dev.firsttoken.bench.slo;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One objective as it was typed, taken apart at its sign.
 *
 * @param text all of it, for messages
 * @param subject what stands before the sign
 * @param isUpperBound whether the sign is {@code <} or {@code <=}
 * @param limit what stands after the sign
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
          "%s: an objective is like ttft:p95<300ms, error<1%% or rps>5"
              .formatted(text.isEmpty() ? "nothing between two commas" : text));
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
              "there is no %s; there are %s, each with a percentile, and error, goodput, rps, tps"
                  .formatted(name.isEmpty() ? "name" : name, String.join(", ", LATENCY_METRICS)));
    };
  }

  private Objective.Latency parseLatency(String metric) {
    String label = subject.substring(metric.length()).replaceFirst("^:", "");
    Percentile percentile =
        Arrays.stream(Percentile.values())
            .filter(candidate -> candidate.label().equals(label))
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        "a time needs its percentile: %s, as in ttft:p95<300ms"
                            .formatted(Percentile.describeAll())));
    if (!isUpperBound) {
      throw invalid("a time is good below its limit: < or <=, as in ttft:p95<300ms");
    }
    return new Objective.Latency(metric, percentile, parseLimitNanos(), orEqual);
  }

  private long parseLimitNanos() {
    if (NUMBER.matcher(limit).matches()) {
      throw invalid("a limit needs its unit: us, ms or s, as in %sms".formatted(text));
    }
    Matcher matcher = TIME.matcher(limit);
    if (!matcher.matches()) {
      throw invalid("a limit is a number and its unit: us, ms or s, as in ttft:p95<300ms");
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
      throw invalid("a limit is from 0.001us to 86400s, and no finer than 0.001us");
    }
    return nanos.longValueExact();
  }

  private String subjectWithoutPercentile() {
    if (subject.contains(":")) {
      throw invalid("only a time has a percentile");
    }
    return subject;
  }

  private Objective.Share parseShare(String metric) {
    boolean isError = metric.equals("error");
    if (isError != isUpperBound) {
      throw invalid(
          isError
              ? "errors are good below their limit: < or <=, as in error<1%"
              : "goodput is good above its limit: > or >=, as in goodput>95%");
    }
    if (!limit.endsWith("%")) {
      throw invalid("a share is in per cent, as in %s%%".formatted(text));
    }
    BigDecimal percent = parseNumber(limit.substring(0, limit.length() - 1));
    if (percent.compareTo(HUNDRED) > 0) {
      throw invalid("a share is from 0% to 100%");
    }
    BigDecimal unreachablePercent = isError ? BigDecimal.ZERO : HUNDRED;
    if (!orEqual && percent.compareTo(unreachablePercent) == 0) {
      throw invalid(
          "no share is; did you mean %s%s%s?".formatted(metric, isError ? "<=" : ">=", limit));
    }
    return new Objective.Share(metric, percent.doubleValue(), orEqual);
  }

  private Objective.Rate parseRate(String metric) {
    if (isUpperBound) {
      throw invalid("a rate is good above its limit: > or >=, as in rps>5");
    }
    return new Objective.Rate(metric, parseNumber(limit).doubleValue(), orEqual);
  }

  private BigDecimal parseNumber(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      throw invalid("%s is no number".formatted(digits.isEmpty() ? "nothing" : digits));
    }
    return new BigDecimal(digits);
  }

  private IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(text + ": " + reason);
  }
}
