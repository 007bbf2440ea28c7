package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.CompareNote.Code;
import dev.firsttoken.bench.compare.RoundPlanner.Need;
import dev.firsttoken.bench.compare.TestFamily.HeadlineTest;
import dev.firsttoken.bench.result.RoundMetric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects the notes of a comparison. */
final class NoteCollector {
  /** With fewer responses, p99 is the slowest of them. */
  private static final int RESPONSES_FOR_P99 = 100;

  private final ComparedTargets compared;
  private final TestFamily family;
  private final List<CompareNote> notes = new ArrayList<>();

  private NoteCollector(ComparedTargets compared, TestFamily family) {
    this.compared = compared;
    this.family = family;
  }

  static List<CompareNote> collect(ComparedTargets compared, TestFamily family) {
    NoteCollector collector = new NoteCollector(compared, family);
    collector.addTargets();
    collector.addLevels();
    collector.addDoubtfulRounds();
    collector.addWarming();
    collector.addSmallRounds();
    collector.addUntestable();
    collector.addMeasurementError();
    collector.addResolve();
    return collector.notes;
  }

  private void addTargets() {
    for (MeasuredTarget target : compared.targets()) {
      if (target.failure() != null) {
        notes.add(Code.TARGET_FAILED.toNote(target.name(), target.failure()));
      }
      if (compared.isReference(target.name()) && target.levels().isEmpty()) {
        notes.add(Code.REFERENCE_MISSING.toNote(target.name()));
      }
      if (!compared.settings().mode().hasComparableCpu(target.name())) {
        notes.add(Code.OTHER_CPU.toNote(target.name()));
      }
    }
  }

  private void addLevels() {
    String reference = compared.settings().reference();
    for (String load : compared.loads()) {
      for (MeasuredTarget target : compared.compared()) {
        LevelPair pair = compared.pair(target.name(), reference, load);
        Obstacle obstacle = pair == null ? null : pair.obstacle();
        if (obstacle != null) {
          notes.add(obstacle.toNote(target.name(), load));
        } else if (pair == null && !isExplained(target)) {
          notes.add(Code.NOT_MEASURED.toNote(target.name(), load));
        }
      }
    }
  }

  /** A target that failed, and a reference without numbers, have notes of their own. */
  private boolean isExplained(MeasuredTarget target) {
    return target.failure() != null
        || compared.targets().stream()
            .anyMatch(other -> compared.isReference(other.name()) && other.levels().isEmpty());
  }

  private void addDoubtfulRounds() {
    List<String> places = new ArrayList<>();
    for (MeasuredTarget target : compared.targets()) {
      for (MeasuredLevel level : target.levels().values()) {
        List<Integer> rounds = level.doubtfulRounds();
        if (!rounds.isEmpty()) {
          places.add(
              "%s at %s (%d of %d)"
                  .formatted(target.name(), level.load(), rounds.size(), level.rounds().size()));
        }
      }
    }
    if (!places.isEmpty()) {
      notes.add(Code.ROUNDS_LEFT_OUT.toNote(String.join(", ", places)));
    }
  }

  /** A run-time compiler works for a minute of load, which costs CPU and widens every interval. */
  private void addWarming() {
    List<String> places = new ArrayList<>();
    for (MeasuredTarget target : compared.targets()) {
      for (MeasuredLevel level : target.levels().values()) {
        double factor = level.fall(compared.settings().mode().cpu());
        if (factor > 1) {
          places.add(
              String.format(Locale.ROOT, "%s at %s: %.2f×", target.name(), level.load(), factor));
        }
      }
    }
    if (!places.isEmpty()) {
      notes.add(Code.STILL_WARMING.toNote(String.join(", ", places)));
    }
  }

  /** The percentiles of small rounds have no warning, because a level is judged as a whole. */
  private void addSmallRounds() {
    RoundMetric slowest = compared.settings().mode().slowest();
    LongSummaryStatistics responses =
        compared.targets().stream()
            .flatMap(target -> target.levels().values().stream())
            .filter(level -> !level.values(slowest).isEmpty())
            .mapToDouble(MeasuredLevel::responsesPerRound)
            .filter(mean -> mean < RESPONSES_FOR_P99)
            .mapToLong(mean -> Math.max(1, (long) mean))
            .summaryStatistics();
    if (responses.getCount() > 0) {
      long min = responses.getMin();
      long max = responses.getMax();
      notes.add(
          Code.SLOWEST_FOR_P99.toNote(
              compared.settings().mode().title(slowest), min == max ? min : min + " to " + max));
    }
  }

  private void addUntestable() {
    Map<Code, List<HeadlineTest>> testsByReason = new EnumMap<>(Code.class);
    for (HeadlineTest test : family.untestable()) {
      // A metric that no round has was not measured at all, and is not missed here.
      if (test.estimate().pairs() > 0) {
        testsByReason.computeIfAbsent(reason(test.estimate()), key -> new ArrayList<>()).add(test);
      }
    }
    testsByReason.forEach((code, tests) -> notes.add(code.toNote(describe(tests))));
  }

  private static Code reason(Estimate untestable) {
    if (!Double.isFinite(untestable.mean())) {
      return Code.ZERO_VALUE;
    }
    return Double.isNaN(untestable.standardError()) ? Code.TOO_FEW_ROUNDS : Code.NO_VARIANCE;
  }

  private void addMeasurementError() {
    if (!compared.error().isKnown()) {
      notes.add(Code.ERROR_UNKNOWN.toNote());
    }
  }

  private void addResolve() {
    Resolve resolve = compared.settings().resolve();
    if (resolve == null) {
      return;
    }
    RoundPlanner plan = RoundPlanner.of(family, resolve, compared.error());
    String share = String.format(Locale.ROOT, "%s %%", format(resolve.share() * 100));
    Need largest = plan.largest();
    if (largest != null && largest.rounds() > compared.rounds()) {
      notes.add(
          Code.RESOLVE_NOT_REACHED.toNote(
              share,
              format(largest.rounds()),
              "%s of %s at %s"
                  .formatted(largest.metric().label(), largest.target(), largest.load()),
              compared.rounds(),
              compared.isComplete() ? "Raise --max-rounds." : "The run ended before them."));
    }
    if (!plan.hidden().isEmpty()) {
      notes.add(Code.RESOLVE_BELOW_ERROR.toNote(share, describe(plan.hidden())));
    }
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%s", number);
  }

  /** Lists tests by metric: {@code rps (express at c=8, flask at c=8)}. */
  private static String describe(List<HeadlineTest> tests) {
    return tests.stream()
        .collect(
            Collectors.groupingBy(
                HeadlineTest::metric,
                () -> new EnumMap<>(RoundMetric.class),
                Collectors.mapping(
                    test -> test.target() + " at " + test.load(), Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(entry -> "%s (%s)".formatted(entry.getKey().label(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
