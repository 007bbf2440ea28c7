package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.trust.Warning;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One target at one load, beside the reference.
 *
 * @param load the load with its model, {@code c=8}
 * @param rounds rounds that it was measured in
 * @param doubtfulRounds numbers of its rounds that are left out
 * @param warnings codes of the result's warnings about it
 * @param centres by metric, the centre of its valid rounds
 * @param ratios by metric, target ÷ reference; empty for the reference itself and beside an
 *     obstacle
 * @param addedMillis by metric, direct × (ratio − 1); empty unless a relay was compared with its
 *     upstream, and nothing stands between the two
 * @param obstacle why it has no verdicts, or null if it may have
 */
public record LoadComparison(
    String load,
    int rounds,
    List<Integer> doubtfulRounds,
    List<Warning.Code> warnings,
    Map<RoundMetric, Double> centres,
    Map<RoundMetric, Interval> ratios,
    Map<RoundMetric, Interval> addedMillis,
    @Nullable CompareNote obstacle) {
  private static final List<RoundMetric> ADDED =
      List.of(
          RoundMetric.TTFT_P50,
          RoundMetric.TTFT_P99,
          RoundMetric.TRANSIT_P50,
          RoundMetric.TRANSIT_P99);

  /** Compares a target, or takes the numbers of the reference. */
  static LoadComparison of(ComparedTargets compared, String target, MeasuredLevel level) {
    CompareSettings settings = compared.settings();
    String load = level.load();
    boolean isReference = compared.isReference(target);
    LevelPair pair = isReference ? null : compared.pair(target, settings.reference(), load);
    Obstacle obstacle = pair == null ? null : pair.obstacle();
    LevelPair added =
        settings.mode() == CompareMode.RELAY && !settings.mode().isDirect(target)
            ? compared.pair(target, CompareMode.DIRECT, load)
            : null;
    return new LoadComparison(
        load,
        level.rounds().size(),
        level.doubtfulRounds(),
        level.warnings(),
        centres(level),
        pair == null || obstacle != null ? Map.of() : ratios(compared, target, pair),
        added == null || added.obstacle() != null ? Map.of() : addedMillis(added),
        obstacle == null ? null : obstacle.toNote(target, load));
  }

  private static Map<RoundMetric, Double> centres(MeasuredLevel level) {
    Map<RoundMetric, Double> centres = new EnumMap<>(RoundMetric.class);
    for (RoundMetric metric : RoundMetric.values()) {
      double centre = level.centre(metric);
      if (Double.isFinite(centre)) {
        centres.put(metric, centre);
      }
    }
    return centres;
  }

  private static Map<RoundMetric, Interval> ratios(
      ComparedTargets compared, String target, LevelPair pair) {
    Map<RoundMetric, Interval> ratios = new EnumMap<>(RoundMetric.class);
    for (RoundMetric metric : RoundMetric.values()) {
      if (compared.isComparable(metric, target, compared.settings().reference())) {
        put(ratios, metric, pair.logRatio(metric).ratio());
      }
    }
    return ratios;
  }

  private static Map<RoundMetric, Interval> addedMillis(LevelPair toDirect) {
    Map<RoundMetric, Interval> added = new EnumMap<>(RoundMetric.class);
    for (RoundMetric metric : ADDED) {
      put(added, metric, toDirect.difference(metric));
    }
    return added;
  }

  private static void put(
      Map<RoundMetric, Interval> intervals, RoundMetric metric, Interval interval) {
    if (interval.hasValue()) {
      intervals.put(metric, interval);
    }
  }

  /** Formats the centre, and in relay mode what was added: {@code 14.50 (+4.29)}. */
  public String valueText(RoundMetric metric) {
    String value = NumberFormats.formatNumber(centre(metric));
    Interval added = addedMillis.get(metric);
    return added == null ? value : value + String.format(Locale.ROOT, " (%+.2f)", added.value());
  }

  /** Returns the centre of a metric, or NaN if there is none. */
  public double centre(RoundMetric metric) {
    return centres.getOrDefault(metric, Double.NaN);
  }
}
