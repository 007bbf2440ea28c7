package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import dev.firsttoken.bench.summary.ResponseLength;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two targets at one load. Measured in the same run, their rounds are pairs; measured at different
 * times, they are not.
 */
record LevelPair(MeasuredLevel target, MeasuredLevel reference, Design design) {
  /** Shares of failed requests of targets that do the same work differ by at most this. */
  private static final double MAX_FAILURE_DIFFERENCE = 0.01;

  /** Rounds whose variance decides how many are needed. */
  static final int PILOT_ROUNDS = 10;

  /** How the rounds of the two were measured, which decides the test. */
  enum Design {
    /** In turns, in a number of rounds that was given. */
    ROUNDS,
    /** In turns, in a number of rounds that the variance of the pilot decided. */
    PILOT_AND_ROUNDS,
    /** One target after the other, at different times. */
    DIFFERENT_TIMES
  }

  /** Returns the reason that the two can't be compared, or null if they can. */
  @Nullable Obstacle obstacle() {
    for (MeasuredLevel level : List.of(target, reference)) {
      String doubt = level.doubt();
      if (doubt != null) {
        return new Obstacle.NotValid(doubt);
      }
    }
    double failures = target.failedShare();
    double referenceFailures = reference.failedShare();
    if (Math.abs(failures - referenceFailures) > MAX_FAILURE_DIFFERENCE) {
      return new Obstacle.OtherFailures(failures, referenceFailures);
    }
    return otherWork();
  }

  private @Nullable Obstacle otherWork() {
    double bytes = target.bytesPerResponse();
    double referenceBytes = reference.bytesPerResponse();
    if (target.isPlain() && ResponseLength.isOther(bytes, referenceBytes)) {
      return new Obstacle.OtherWork("bytes", bytes, referenceBytes);
    }
    double events = target.eventsPerResponse();
    double referenceEvents = reference.eventsPerResponse();
    if (ResponseLength.isOther(events, referenceEvents)) {
      return new Obstacle.OtherWork("content events", events, referenceEvents);
    }
    double tokens = target.tokensPerResponse();
    double referenceTokens = reference.tokensPerResponse();
    return countTokensAlike() && ResponseLength.isOther(tokens, referenceTokens)
        ? new Obstacle.OtherWork("tokens", tokens, referenceTokens)
        : null;
  }

  /** Tokens that usage says and tokens that were counted differ for the same text. */
  private boolean countTokensAlike() {
    return Objects.equals(target.tokenSource(), reference.tokenSource());
  }

  /** Returns true if the difference of the two can't be told from the instrument's error. */
  boolean isHidden(RoundMetric metric, MeasurementError error) {
    return error.hides(metric, target.centre(metric), reference.centre(metric));
  }

  /** Estimates the logarithm of the ratio of target to reference. */
  Estimate logRatio(RoundMetric metric) {
    return switch (design) {
      case ROUNDS -> PairedTest.of(logRatios(metric, round -> true));
      case PILOT_AND_ROUNDS ->
          PairedTest.ofPilot(
              logRatios(metric, round -> round <= PILOT_ROUNDS), logRatios(metric, round -> true));
      case DIFFERENT_TIMES -> WelchTest.of(logs(target, metric), logs(reference, metric));
    };
  }

  /**
   * Returns target − reference in the metric's unit: the reference's centre × (ratio − 1). The mean
   * of the rounds' differences would follow the one slow round that the centres barely show.
   */
  Interval difference(RoundMetric metric) {
    return logRatio(metric).ratio().toDifference(reference.centre(metric));
  }

  private static List<Double> logs(MeasuredLevel level, RoundMetric metric) {
    return level.values(metric).stream().map(Math::log).toList();
  }

  /** Returns ln(target ÷ reference) of each round in which both are valid and have a value. */
  private List<Double> logRatios(RoundMetric metric, IntPredicate rounds) {
    Map<Integer, RoundResult> referenceRounds =
        reference.rounds().stream()
            .collect(Collectors.toMap(RoundResult::round, Function.identity()));
    List<Double> logRatios = new ArrayList<>();
    for (RoundResult round : target.rounds()) {
      RoundResult other = referenceRounds.get(round.round());
      if (rounds.test(round.round()) && other != null && round.isValid() && other.isValid()) {
        double value = round.value(metric);
        double otherValue = other.value(metric);
        if (Double.isFinite(value) && Double.isFinite(otherValue)) {
          logRatios.add(Math.log(value) - Math.log(otherValue));
        }
      }
    }
    return logRatios;
  }

  /** Returns the numbers of the rounds that are left out because one of the two is in doubt. */
  List<Integer> doubtfulRounds() {
    TreeSet<Integer> rounds = new TreeSet<>(target.doubtfulRounds());
    rounds.addAll(reference.doubtfulRounds());
    return List.copyOf(rounds);
  }
}
