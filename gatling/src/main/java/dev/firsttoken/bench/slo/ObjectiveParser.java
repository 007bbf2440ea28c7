package dev.firsttoken.bench.slo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One objective as it was typed, taken apart at its sign.
 *
 * @param text all of it, for messages
 * @param subject what stands before the sign
 * @param upper whether the sign is {@code <} or {@code <=}
 * @param limit what stands after the sign
 */
record ObjectiveParser(String text, String subject, boolean upper, boolean orEqual, String limit) {
  private static final Pattern SIGN = Pattern.compile("([^<>=]*)([<>])(=?)([^<>=]*)");
  private static final Pattern TIME = Pattern.compile("([0-9.]+)(us|ms|s)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

  private static final List<String> TIMES =
      List.of("ttft", "ttfo", "tpot", "icl", "e2e", "due_ttft", "due_e2e", "transit");
  private static final Set<String> PERCENTILES = Set.of("50", "90", "95", "99", "99.9");
  private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(86_400_000_000_000L);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  static ObjectiveParser of(String typed) {
    String text = typed.strip();
    Matcher parts = SIGN.matcher(text.replaceAll("\\s", "").toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "%s: an objective is like ttft:p95<300ms, error<1%% or rps>5"
              .formatted(text.isEmpty() ? "nothing between two commas" : text));
    }
    boolean upper = parts.group(2).equals("<");
    return new ObjectiveParser(
        text, parts.group(1), upper, !parts.group(3).isEmpty(), parts.group(4));
  }

  Objective read() {
    String name = subject.replaceFirst(":.*", "");
    if (TIMES.contains(name)) {
      return latency(name);
    }
    return switch (name) {
      case "error", "goodput" -> share(withoutPercentile());
      case "rps", "tps" -> rate(withoutPercentile());
      default ->
          throw bad(
              "there is no %s; there are %s, each with a percentile, and error, goodput, rps, tps"
                  .formatted(name.isEmpty() ? "name" : name, String.join(", ", TIMES)));
    };
  }

  private Objective.Latency latency(String metric) {
    String percentile = subject.substring(metric.length()).replaceFirst("^:p", "");
    if (!PERCENTILES.contains(percentile)) {
      throw bad("a time needs its percentile: p50, p90, p95, p99 or p99.9, as in ttft:p95<300ms");
    }
    if (!upper) {
      throw bad("a time is good below its limit: < or <=, as in ttft:p95<300ms");
    }
    return new Objective.Latency(metric, Double.parseDouble(percentile), limitNanos(), orEqual);
  }

  private long limitNanos() {
    if (NUMBER.matcher(limit).matches()) {
      throw bad("a limit needs its unit: us, ms or s, as in %sms".formatted(text));
    }
    Matcher time = TIME.matcher(limit);
    if (!time.matches()) {
      throw bad("a limit is a number and its unit: us, ms or s, as in ttft:p95<300ms");
    }
    int digits =
        switch (time.group(2)) {
          case "us" -> 3;
          case "ms" -> 6;
          default -> 9;
        };
    BigDecimal nanos = number(time.group(1)).movePointRight(digits);
    boolean whole = nanos.stripTrailingZeros().scale() <= 0;
    if (!whole || nanos.signum() == 0 || nanos.compareTo(LONGEST_NANOS) > 0) {
      throw bad("a limit is from 0.001us to 86400s, and no finer than 0.001us");
    }
    return nanos.longValueExact();
  }

  private String withoutPercentile() {
    if (subject.contains(":")) {
      throw bad("only a time has a percentile");
    }
    return subject;
  }

  private Objective.Share share(String of) {
    boolean bad = of.equals("error");
    if (bad != upper) {
      throw bad(
          bad
              ? "errors are good below their limit: < or <=, as in error<1%"
              : "goodput is good above its limit: > or >=, as in goodput>95%");
    }
    if (!limit.endsWith("%")) {
      throw bad("a share is in per cent, as in %s%%".formatted(text));
    }
    BigDecimal percent = number(limit.substring(0, limit.length() - 1));
    if (percent.compareTo(HUNDRED) > 0) {
      throw bad("a share is from 0% to 100%");
    }
    BigDecimal unreachable = bad ? BigDecimal.ZERO : HUNDRED;
    if (!orEqual && percent.compareTo(unreachable) == 0) {
      throw bad("no share is; did you mean %s%s%s?".formatted(of, bad ? "<=" : ">=", limit));
    }
    return new Objective.Share(of, percent.doubleValue(), orEqual);
  }

  private Objective.Rate rate(String of) {
    if (upper) {
      throw bad("a rate is good above its limit: > or >=, as in rps>5");
    }
    return new Objective.Rate(of, number(limit).doubleValue(), orEqual);
  }

  private BigDecimal number(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      throw bad("%s is no number".formatted(digits.isEmpty() ? "nothing" : digits));
    }
    return new BigDecimal(digits);
  }

  private IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(text + ": " + why);
  }
}
