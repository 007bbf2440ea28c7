package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.compare.Expectation.Outcome;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.RunHeader;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of servers. JSON, Markdown and the terminal's table are pure functions of it.
 *
 * @param facts what was compared, when and where
 * @param loads all loads, in the order of the plan
 * @param targets all targets in order, the reference among them
 * @param verdicts in the order of loads, targets and metrics; judged together
 * @param expectations in the order given
 * @param notes what a reader must know beside the numbers, the most important first
 * @param warnings warnings of the results about single levels or the whole run
 */
public record Comparison(
    Facts facts,
    List<String> loads,
    List<TargetComparison> targets,
    List<Verdict> verdicts,
    List<ExpectationResult> expectations,
    List<CompareNote> notes,
    List<PlacedWarning> warnings) {
  /** Name and version of the JSON format. */
  public static final String SCHEMA = "firsttoken.compare/1";

  /** Probability that a comparison of equal servers shows any difference. */
  public static final double ERROR_RATE = Holm.ERROR_RATE;

  /**
   * Facts of a comparison: its targets, its time and its machine.
   *
   * @param startedAt start of the first run, ISO-8601 with an offset
   * @param machine description of the machine
   * @param reference target that all others are compared with
   * @param rounds highest number of rounds of a target
   * @param measuredAtDifferentTimes whether the targets were measured in runs of their own
   */
  public record Facts(
      String startedAt,
      String machine,
      CompareMode mode,
      String reference,
      int rounds,
      boolean measuredAtDifferentTimes) {}

  public Comparison {
    loads = List.copyOf(loads);
    targets = List.copyOf(targets);
    verdicts = List.copyOf(verdicts);
    expectations = List.copyOf(expectations);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Compares the targets of one run, whose settings are among its recorded options.
   *
   * @throws IllegalArgumentException one sentence: the flag, its value, and what was expected
   */
  public static Comparison of(Result result) {
    RunHeader header = result.header();
    CompareSettings settings =
        CompareSettings.parse(
            header.options(), header.targets().stream().map(RunHeader.Target::name).toList());
    ComparedTargets compared = ComparedTargets.ofRun(result, settings);
    return of(compared, List.of(header), PlacedWarning.ofRun(result));
  }

  /**
   * Compares the results of earlier runs, each of one target.
   *
   * @param results at least one, with different names
   * @param settings their targets are the names of the results
   */
  public static Comparison ofEarlier(List<NamedResult> results, CompareSettings settings) {
    List<RunHeader> headers = results.stream().map(named -> named.result().header()).toList();
    List<PlacedWarning> runWarnings =
        results.stream().flatMap(named -> PlacedWarning.ofRun(named.result()).stream()).toList();
    return of(ComparedTargets.ofEarlier(results, settings), headers, runWarnings);
  }

  private static Comparison of(
      ComparedTargets compared, List<RunHeader> headers, List<PlacedWarning> runWarnings) {
    TestFamily family = TestFamily.of(compared);
    List<CompareNote> notes = new ArrayList<>();
    if (compared.measuredAtDifferentTimes()) {
      notes.add(CompareNote.Code.DIFFERENT_TIMES.toNote());
      notes.addAll(RunDifferences.notes(headers));
    }
    notes.addAll(NoteCollector.collect(compared, family));
    List<PlacedWarning> warnings = new ArrayList<>(runWarnings);
    warnings.addAll(PlacedWarning.ofLevels(compared.targets()));
    return new Comparison(
        facts(compared, headers),
        compared.loads(),
        compared.targets().stream().map(target -> TargetComparison.of(compared, target)).toList(),
        Verdict.of(family, compared),
        compared.settings().expectations().stream()
            .map(expectation -> ExpectationResult.of(expectation, compared))
            .toList(),
        notes,
        warnings);
  }

  private static Facts facts(ComparedTargets compared, List<RunHeader> headers) {
    return new Facts(
        headers.stream()
            .map(RunHeader::startedAt)
            .min(Comparator.comparing(OffsetDateTime::parse))
            .orElseThrow(),
        Calibration.machine(headers.getFirst().environment()),
        compared.settings().mode(),
        compared.settings().reference(),
        compared.rounds(),
        compared.measuredAtDifferentTimes());
  }

  /** Returns the verdict on a target by one metric at one load, or null if there is none. */
  public @Nullable Verdict verdict(String target, String load, RoundMetric metric) {
    return verdicts.stream()
        .filter(
            verdict ->
                verdict.target().equals(target)
                    && verdict.load().equals(load)
                    && verdict.metric() == metric)
        .findFirst()
        .orElse(null);
  }

  /** Returns the targets that were measured at a load, the best first. */
  public List<TargetComparison> ranking(String load) {
    RoundMetric byTransit = RoundMetric.TRANSIT_P99;
    boolean hasTransit =
        targets.stream()
            .flatMap(target -> target.levels().stream())
            .anyMatch(level -> Double.isFinite(level.centre(byTransit)));
    RoundMetric rank =
        facts.mode() == CompareMode.RELAY && hasTransit ? byTransit : facts.mode().rank();
    return targets.stream()
        .filter(target -> target.level(load) != null)
        .sorted(Comparator.comparingDouble(target -> centre(target, load, rank)))
        .toList();
  }

  private static double centre(TargetComparison target, String load, RoundMetric metric) {
    LoadComparison level = target.level(load);
    return level == null ? Double.NaN : level.centre(metric);
  }

  /** Returns true if no expectation failed. */
  public boolean meetsExpectations() {
    return expectations.stream().noneMatch(result -> result.outcome() == Outcome.FAILS);
  }
}
