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
  static List<SloCheck> of(LevelSummary level, Slo slo) {
    return slo.objectives().stream().map(objective -> of(level, objective)).toList();
  }

  private static SloCheck of(LevelSummary level, Objective objective) {
    int over = level.ok() + level.failed();
    return switch (objective) {
      case Objective.Latency latency -> {
        Metric metric = Metric.of(latency);
        Distribution times =
            level.latencies().of(level.level().open() ? metric : metric.fromSend());
        double percentile = latency.percentile();
        long nanos = times.tells(percentile) ? times.at(percentile) : Sample.NONE;
        boolean unseen = metric == Metric.ICL && nanos == 0; // within one read
        boolean there = nanos != Sample.NONE && !unseen;
        yield new SloCheck(
            latency, there && latency.meets(nanos), there ? nanos / 1e6 : Double.NaN);
      }
      case Objective.Share share -> {
        int part = share.of().equals("error") ? level.failed() : level.good();
        yield new SloCheck(share, share.meets(part, over), 100.0 * part / over);
      }
      case Objective.Rate rate -> {
        long count = rate.of().equals("rps") ? level.ok() : level.volume().tokens();
        double perSecond = level.perSecond(count);
        yield new SloCheck(rate, rate.meets(perSecond), perSecond);
      }
    };
  }

  /** It was told, and is not good enough. */
  boolean missedByValue() {
    return !met && !Double.isNaN(value);
  }

  /** What was found, and what should have been, for people. */
  public String sentence() {
    if (Double.isNaN(value)) {
      String why = objective instanceof Objective.Latency time ? why(time) : "";
      return objective.subject() + " has no value" + why + ", and " + asked();
    }
    String unit =
        switch (objective) {
          case Objective.Latency latency -> " ms";
          case Objective.Share share -> " %";
          case Objective.Rate rate -> "/s";
        };
    return String.format(
        Locale.ROOT, "%s is %.4g%s, and %s", objective.subject(), value, unit, asked());
  }

  private static String why(Objective.Latency time) {
    int needed = Distribution.needed(time.percentile());
    String few = needed > 1 ? String.format(Locale.ROOT, " of fewer than %,d", needed) : "";
    return switch (Metric.of(time)) {
      case TPOT, ICL ->
          few.isEmpty()
              ? " where no time between content events was seen"
              : few + " times seen between content events";
      default -> few;
    };
  }

  private String asked() {
    String limit = objective.toString().substring(objective.subject().length());
    String words = limit.replaceFirst("[<>]=?", "");
    String relation =
        switch (limit.substring(0, limit.length() - words.length())) {
          case "<" -> "must be below ";
          case "<=" -> "must be at most ";
          case ">" -> "must be above ";
          default -> "must be at least ";
        };
    return relation + words;
  }
}
