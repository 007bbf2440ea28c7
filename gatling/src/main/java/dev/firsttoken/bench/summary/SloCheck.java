package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.slo.Slo;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One objective of the SLO compared with a level.
 *
 * @param value a time in milliseconds, a share in per cent, or a rate per second; infinite if it is
 *     that of a response that the server did not stream, and NaN if the level has none
 * @param gap why there is no value, as far as it is known; else null
 */
public record SloCheck(Objective objective, boolean met, double value, @Nullable String gap) {
  private static final double MILLI_NANOS = 1e6;

  /** Numbers from here on have four digits before the point. */
  private static final double WHOLE = 9999.5;

  /** Checks every objective, in order; none without an SLO. */
  public static List<SloCheck> evaluate(LevelSummary level, @Nullable Slo slo) {
    return slo == null
        ? List.of()
        : slo.objectives().stream().map(objective -> evaluate(level, objective)).toList();
  }

  private static SloCheck evaluate(LevelSummary level, Objective objective) {
    int total = level.ok() + level.failed();
    return switch (objective) {
      case Objective.Latency latency -> {
        Metric metric = Metric.forLatency(latency);
        Distribution times =
            level
                .latencies()
                .distribution(level.level().usesOpenModel() ? metric : metric.fromSend());
        int unstreamed = metric == Metric.TPOT ? level.latencies().unstreamed() : 0;
        long nanos = percentile(times, latency.percentile(), unstreamed);
        boolean withinOneRead = metric == Metric.ICL && nanos == 0;
        boolean hasValue = nanos != Sample.NONE && !withinOneRead;
        long values = times.count() + unstreamed;
        yield hasValue
            ? new SloCheck(latency, latency.meets(nanos), nanos / 1e6, null)
            : withoutTime(level, latency, values, unstreamed);
      }
      case Objective.Share share -> {
        int count = share.metric().equals("error") ? level.failed() : level.good();
        yield new SloCheck(share, share.meets(count, total), 100.0 * count / total, null);
      }
      case Objective.Rate rate -> {
        long count = rate.metric().equals("rps") ? level.ok() : level.volume().tokens();
        double perSecond = level.perSecond(count);
        yield new SloCheck(rate, rate.meets(perSecond), perSecond, null);
      }
    };
  }

  /**
   * Returns a percentile of the values and of responses without one, which count as longer than any
   * value.
   *
   * @return the percentile, or {@link Sample#NONE} if it is one without a value, or there are too
   *     few values
   */
  private static long percentile(Distribution times, Percentile percentile, int missing) {
    if (!times.canResolve(percentile) || missing == 0) {
      return times.canResolve(percentile) ? times.percentile(percentile) : Sample.NONE;
    }
    double share = percentile.percent() * (times.count() + missing) / times.count();
    return share > 100 ? Sample.NONE : times.percentile(share);
  }

  /** A response that was not streamed is longer than any limit on the times between its tokens. */
  private static SloCheck withoutTime(
      LevelSummary level, Objective.Latency latency, long values, int unstreamed) {
    double rank = latency.percentile().percent() / 100 * values;
    boolean isUnstreamed =
        rank > values - unstreamed
            && values >= latency.percentile().minCount()
            && !level.mayClientHaveCoalesced();
    return new SloCheck(
        latency,
        false,
        isUnstreamed ? Double.POSITIVE_INFINITY : Double.NaN,
        gap(level, latency, values));
  }

  /** Returns true if there is a value and it misses the limit. */
  public boolean isMissedByValue() {
    return !met && !Double.isNaN(value);
  }

  /** Returns half a sentence for people: the value and the limit, a time in the limit's unit. */
  public String message() {
    if (!Double.isFinite(value)) {
      String reason = gap == null ? "" : " (" + gap + ")";
      return objective.subject() + " has no value" + reason + ", but " + requirement();
    }
    String shown =
        switch (objective) {
          case Objective.Latency latency ->
              digits(latency.inUnit(value * MILLI_NANOS)) + " " + latency.unit();
          case Objective.Share share -> digits(value) + " %";
          case Objective.Rate rate -> digits(value) + "/s";
        };
    return "%s is %s, but %s".formatted(objective.subject(), shown, requirement());
  }

  /** Formats four digits, or all before the point. */
  private static String digits(double number) {
    return String.format(Locale.ROOT, number < WHOLE ? "%.4g" : "%.0f", number);
  }

  /**
   * Says why a latency has no value.
   *
   * @param values number of the values that the percentile is taken of, with those that count as
   *     longer than any
   */
  private static @Nullable String gap(LevelSummary level, Objective.Latency latency, long values) {
    Metric metric = Metric.forLatency(latency);
    boolean betweenEvents = metric == Metric.TPOT || metric == Metric.ICL;
    int minCount = latency.percentile().minCount();
    if (minCount > 1 && values < minCount) {
      String counted = betweenEvents ? "times between content events" : "responses";
      return String.format(Locale.ROOT, "fewer than %,d %s", minCount, counted);
    }
    int unstreamed = level.latencies().unstreamed();
    if (betweenEvents && unstreamed > 0) {
      String what = level.mayClientHaveCoalesced() ? "read late by the client" : "not streamed";
      return String.format(Locale.ROOT, "%s: %,d of %,d responses", what, unstreamed, level.ok());
    }
    return betweenEvents ? "no time between content events was observed" : null;
  }

  private String requirement() {
    String limit = objective.toString().substring(objective.subject().length());
    String bound = limit.replaceFirst("[<>]=?", "");
    String relation =
        switch (limit.substring(0, limit.length() - bound.length())) {
          case "<" -> "must be below ";
          case "<=" -> "must be at most ";
          case ">" -> "must be above ";
          default -> "must be at least ";
        };
    return relation + bound;
  }
}
