package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Slo;
import java.util.List;
import java.util.Locale;

/**
 * Whether a level met one objective.
 *
 * @param value of a time in milliseconds, of a share in per cent, of a rate per second; not a
 *     number where there is none
 */
public record SloCheck(Objective objective, boolean met, double value) {
  /** Every objective, in order. */
  static List<SloCheck> evaluate(LevelSummary level, Slo slo) {
    return slo.objectives().stream().map(objective -> evaluate(level, objective)).toList();
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
        double percentile = latency.percentile();
        long nanos = times.canResolve(percentile) ? times.percentile(percentile) : Sample.NONE;
        boolean withinOneRead = metric == Metric.ICL && nanos == 0; // within one read
        boolean hasValue = nanos != Sample.NONE && !withinOneRead;
        yield new SloCheck(
            latency, hasValue && latency.meets(nanos), hasValue ? nanos / 1e6 : Double.NaN);
      }
      case Objective.Share share -> {
        int count = share.metric().equals("error") ? level.failed() : level.good();
        yield new SloCheck(share, share.meets(count, total), 100.0 * count / total);
      }
      case Objective.Rate rate -> {
        long count = rate.metric().equals("rps") ? level.ok() : level.volume().tokens();
        double perSecond = level.perSecond(count);
        yield new SloCheck(rate, rate.meets(perSecond), perSecond);
      }
    };
  }

  /** It was told, and is not good enough. */
  public boolean isMissedByValue() {
    return !met && !Double.isNaN(value);
  }

  /** What was found, and what should have been, for people. */
  public String message() {
    if (Double.isNaN(value)) {
      String reason = objective instanceof Objective.Latency time ? reason(time) : "";
      return objective.subject() + " has no value" + reason + ", and " + requirement();
    }
    String unit =
        switch (objective) {
          case Objective.Latency latency -> " ms";
          case Objective.Share share -> " %";
          case Objective.Rate rate -> "/s";
        };
    return String.format(
        Locale.ROOT, "%s is %.4g%s, and %s", objective.subject(), value, unit, requirement());
  }

  private static String reason(Objective.Latency latency) {
    int minCount = Distribution.minCount(latency.percentile());
    String few = minCount > 1 ? String.format(Locale.ROOT, " of fewer than %,d", minCount) : "";
    return switch (Metric.forLatency(latency)) {
      case TPOT, ICL ->
          few.isEmpty()
              ? " where no time between content events was seen"
              : few + " times seen between content events";
      default -> few;
    };
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
