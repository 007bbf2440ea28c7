package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target at one load.
 *
 * @param warnings codes of the result's warnings about it
 */
record MeasuredLevel(LevelResult result, List<Code> warnings) {
  /** Probability that a metric which does not fall is said to fall, in either direction. */
  private static final double FALL_ERROR = 0.01;

  /** Each half of the rounds needs three, or its variance is anybody's guess. */
  private static final int ROUNDS_FOR_FALL = 6;

  /**
   * Returns the load with its model, {@code c=8}. Arrivals that are not Poisson's are named, {@code
   * r=20/s constant}, because the same rate with other arrivals is another load.
   */
  String load() {
    return load(result.level());
  }

  static String load(Level level) {
    Arrivals arrivals = level.arrivals();
    return arrivals == null || arrivals == Arrivals.POISSON
        ? level.name()
        : level.name() + " " + arrivals.label();
  }

  List<RoundResult> rounds() {
    return result.rounds();
  }

  /** Returns the values of a metric in its valid rounds, in order. */
  List<Double> values(RoundMetric metric) {
    return rounds().stream()
        .filter(RoundResult::isValid)
        .map(round -> round.value(metric))
        .filter(Double::isFinite)
        .toList();
  }

  /**
   * Returns the factor by which a metric was higher in the first half of the rounds than in the
   * second, or 1 if that may be chance.
   */
  double fall(RoundMetric metric) {
    List<Double> logs = values(metric).stream().map(Math::log).toList();
    if (logs.size() < ROUNDS_FOR_FALL) {
      return 1;
    }
    int half = logs.size() / 2;
    Estimate fall = WelchTest.of(logs.subList(0, half), logs.subList(half, logs.size()));
    boolean falls = fall.isTestable() && fall.mean() > 0 && fall.pValue() < FALL_ERROR;
    return falls ? Math.exp(fall.mean()) : 1;
  }

  /** Returns the numbers of the rounds that can't be trusted. */
  List<Integer> doubtfulRounds() {
    return rounds().stream().filter(round -> !round.isValid()).map(RoundResult::round).toList();
  }

  /**
   * Returns the sentence that says why the level is not valid, or null if it is. A level whose
   * doubtful rounds are left out is judged by the others.
   */
  @Nullable String doubt() {
    return doubtfulRounds().isEmpty()
        ? result.checks().stream()
            .filter(TrustCheck::hasFailed)
            .map(TrustCheck::message)
            .findFirst()
            .orElse(null)
        : null;
  }

  /** Returns the share of the measured requests that failed; NaN without one. */
  double failedShare() {
    LevelSummary level = result.summary();
    return (double) level.failed() / (level.ok() + level.failed());
  }

  /** Output tokens per successful response; NaN without one. */
  double tokensPerResponse() {
    LevelSummary level = result.summary();
    return level.ok() == 0 ? Double.NaN : (double) level.volume().tokens() / level.ok();
  }

  /** Returns the successful responses of a round, on average. */
  double responsesPerRound() {
    return (double) result.summary().ok() / rounds().size();
  }

  /** Names the source of the token counts, or returns null without a response. */
  @Nullable String tokenSource() {
    return result.summary().volume().tokenSource();
  }

  /** Content events per successful response; NaN without one. */
  double eventsPerResponse() {
    LevelSummary level = result.summary();
    return level.ok() == 0 ? Double.NaN : (double) level.volume().events() / level.ok();
  }

  /** Bytes per successful response; NaN without one. */
  double bytesPerResponse() {
    LevelSummary level = result.summary();
    return level.ok() == 0 ? Double.NaN : (double) level.volume().bytes() / level.ok();
  }

  /** Returns true if its requests are plain GETs, whose responses differ in bytes alone. */
  boolean isPlain() {
    return result.level().kind() == RequestKind.MICRO;
  }

  /**
   * Returns the centre of the rounds: their geometric mean, as the ratios of two targets are
   * averaged; of peak memory the highest.
   */
  double centre(RoundMetric metric) {
    List<Double> values = values(metric);
    if (metric == RoundMetric.PEAK_RSS_BYTES) {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
    return Math.exp(Moments.of(values.stream().map(Math::log).toList()).mean());
  }
}
