package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Two targets at one load. Measured in the same run, their rounds are pairs; measured at different
 * times, they are not.
 */
record LevelPair(MeasuredLevel target, MeasuredLevel reference, Design design) {
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

  /** Estimates the logarithm of the ratio of target to reference. */
  Estimate logRatio(RoundMetric metric) {
    return estimate(metric, Math::log);
  }

  /** Estimates the difference target − reference, in the metric's unit. */
  Estimate difference(RoundMetric metric) {
    return estimate(metric, value -> value);
  }

  private Estimate estimate(RoundMetric metric, DoubleUnaryOperator scale) {
    return switch (design) {
      case ROUNDS -> PairedTest.of(differences(metric, scale, round -> true));
      case PILOT_AND_ROUNDS ->
          PairedTest.ofPilot(
              differences(metric, scale, round -> round <= PILOT_ROUNDS),
              differences(metric, scale, round -> true));
      case DIFFERENT_TIMES ->
          WelchTest.of(scaled(target, metric, scale), scaled(reference, metric, scale));
    };
  }

  private static List<Double> scaled(
      MeasuredLevel level, RoundMetric metric, DoubleUnaryOperator scale) {
    return level.values(metric).stream().map(scale::applyAsDouble).toList();
  }

  /** Returns target − reference of each round in which both are valid and have a value. */
  private List<Double> differences(
      RoundMetric metric, DoubleUnaryOperator scale, IntPredicate rounds) {
    Map<Integer, RoundResult> referenceRounds =
        reference.rounds().stream()
            .collect(Collectors.toMap(RoundResult::round, Function.identity()));
    List<Double> differences = new ArrayList<>();
    for (RoundResult round : target.rounds()) {
      RoundResult other = referenceRounds.get(round.round());
      if (rounds.test(round.round()) && other != null && round.isValid() && other.isValid()) {
        double value = round.value(metric);
        double otherValue = other.value(metric);
        if (Double.isFinite(value) && Double.isFinite(otherValue)) {
          differences.add(scale.applyAsDouble(value) - scale.applyAsDouble(otherValue));
        }
      }
    }
    return differences;
  }

  /** Returns the numbers of the rounds that are left out because one of the two is in doubt. */
  List<Integer> doubtfulRounds() {
    TreeSet<Integer> rounds = new TreeSet<>(target.doubtfulRounds());
    rounds.addAll(reference.doubtfulRounds());
    return List.copyOf(rounds);
  }
}
