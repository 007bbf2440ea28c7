package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.LevelPair.Design;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is compared, and how.
 *
 * @param targets in order, the reference among them
 * @param error measurement error below which a difference of times counts as none
 * @param isComplete whether every run went to the end of its plan
 */
record ComparedTargets(
    CompareSettings settings,
    List<MeasuredTarget> targets,
    Design design,
    MeasurementError error,
    boolean isComplete) {
  static ComparedTargets ofRun(Result result, CompareSettings settings) {
    List<MeasuredTarget> targets = MeasuredTarget.ofRun(result);
    Design design =
        settings.resolve() != null && maxRounds(targets) > LevelPair.PILOT_ROUNDS
            ? Design.PILOT_AND_ROUNDS
            : Design.ROUNDS;
    return new ComparedTargets(
        settings,
        targets,
        design,
        MeasurementError.of(List.of(result.header())),
        !result.partial());
  }

  static ComparedTargets ofEarlier(List<NamedResult> results, CompareSettings settings) {
    return new ComparedTargets(
        settings,
        results.stream().map(MeasuredTarget::ofEarlier).toList(),
        Design.DIFFERENT_TIMES,
        MeasurementError.of(results.stream().map(named -> named.result().header()).toList()),
        results.stream().noneMatch(named -> named.result().partial()));
  }

  boolean measuredAtDifferentTimes() {
    return design == Design.DIFFERENT_TIMES;
  }

  private static int maxRounds(List<MeasuredTarget> targets) {
    return targets.stream()
        .flatMap(target -> target.levels().values().stream())
        .mapToInt(level -> level.rounds().size())
        .max()
        .orElse(0);
  }

  /** Returns the highest number of rounds that a target was measured in. */
  int rounds() {
    return maxRounds(targets);
  }

  /** Returns all loads, in the order of the plan. */
  List<String> loads() {
    Set<String> loads = new LinkedHashSet<>();
    targets.forEach(target -> loads.addAll(target.levels().keySet()));
    return List.copyOf(loads);
  }

  /** Returns all targets but the reference. */
  List<MeasuredTarget> compared() {
    return targets.stream().filter(target -> !isReference(target.name())).toList();
  }

  boolean isReference(String target) {
    return target.equals(settings.reference());
  }

  /** Returns two targets at one load, or null if one of them was not measured there. */
  @Nullable LevelPair pair(String target, String reference, String load) {
    MeasuredLevel level = level(target, load);
    MeasuredLevel referenceLevel = level(reference, load);
    return level == null || referenceLevel == null
        ? null
        : new LevelPair(level, referenceLevel, design);
  }

  private @Nullable MeasuredLevel level(String name, String load) {
    return targets.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .map(target -> target.level(load))
        .orElse(null);
  }

  /** Returns true if both targets do the same job by this metric. */
  boolean isComparable(RoundMetric metric, String target, String reference) {
    return metric != RoundMetric.CPU_PER_100K_FRAMES
        || (settings.mode().hasComparableCpu(target)
            && settings.mode().hasComparableCpu(reference));
  }
}
