package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Builder of results whose rounds have given values. */
public final class TestComparison {
  private static final long MS_IN_NANOS = 1_000_000;

  private final Map<String, Object> options;
  private final List<RunHeader.Target> targets = new ArrayList<>();
  private final List<LevelResult> levels = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();
  private boolean calibrated = true;
  private boolean interrupted;

  private TestComparison(Map<String, Object> options) {
    this.options = options;
  }

  public static TestComparison with(Map<String, Object> options) {
    return new TestComparison(options);
  }

  /** Takes away the calibration. */
  public TestComparison uncalibrated() {
    calibrated = false;
    return this;
  }

  /** Ends the run before the end of its plan. */
  public TestComparison interrupted() {
    interrupted = true;
    return this;
  }

  /** Adds a target that was not measured. */
  public TestComparison failed(String target, String reason) {
    targets.add(new RunHeader.Target(target, "", null, reason));
    return this;
  }

  /** Adds a target at one load, with the values of its rounds. */
  public TestComparison level(String target, int users, List<RoundResult> rounds) {
    return level(target, users, 10, rounds);
  }

  /** Adds a target at one load, whose single response has this many events. */
  public TestComparison level(String target, int users, int events, List<RoundResult> rounds) {
    return add(
        measure(closed(target, users, 1), List.of(response(events, events))), target, rounds);
  }

  /** Adds a target at one load, whose responses have given tokens; 0 for a failed request. */
  public TestComparison responses(String target, List<RoundResult> rounds, int... tokens) {
    List<Sample> samples = new ArrayList<>();
    for (int count : tokens) {
      samples.add(count == 0 ? failedRequest() : response(10, count));
    }
    return add(measure(closed(target, 8, tokens.length), samples), target, rounds);
  }

  /** Adds a target at 20 requests per second. */
  public TestComparison openLevel(String target, Arrivals arrivals, List<RoundResult> rounds) {
    Level plan = new Level(target, 1, RequestKind.CHAT, 0, 20, arrivals, 1, 0, 0, 0);
    return add(measure(plan, List.of(response(10, 10))), target, rounds);
  }

  /** Adds a target at one load, with a response to a plain GET request of so many bytes. */
  public TestComparison plain(String target, long bytes, List<RoundResult> rounds) {
    Level plan = closed(target, 8, 1).ofKind(RequestKind.MICRO);
    Sample response = TestSample.at(0, MS_IN_NANOS).plain(1, bytes).sample();
    return add(measure(plan, List.of(response)), target, rounds);
  }

  private TestComparison add(LevelResult measured, String target, List<RoundResult> rounds) {
    if (targets.stream().noneMatch(known -> known.name().equals(target))) {
      targets.add(
          new RunHeader.Target(
              target, "http://127.0.0.1:8080/v1/chat/completions", 1500 * MS_IN_NANOS, null));
    }
    levels.add(
        new LevelResult(
            measured.summary(),
            measured.sent(),
            measured.conserved(),
            measured.checks(),
            measured.slo(),
            measured.verdict(),
            rounds,
            measured.timeline()));
    return this;
  }

  /** Adds a warning about the level that was added last. */
  public TestComparison warning(Warning.Code code) {
    warnings.add(code.toWarning("", List.of(levels.size() - 1)));
    return this;
  }

  private static Level closed(String target, int users, int total) {
    return new Level(target, 1, RequestKind.CHAT, users, 0, null, total, 0, 0, 0);
  }

  private static Sample response(int events, int tokens) {
    long[] times = IntStream.rangeClosed(1, events).mapToLong(i -> i * MS_IN_NANOS).toArray();
    return TestSample.at(0, events * MS_IN_NANOS).events(times).tokens(tokens).sample();
  }

  private static Sample failedRequest() {
    return TestSample.at(0, MS_IN_NANOS).failed(Outcome.HTTP_STATUS, "It is busy.").sample();
  }

  private LevelResult measure(Level plan, List<Sample> samples) {
    Summarizer summarizer = new Summarizer(header());
    summarizer.add(new LevelBegin(0, plan));
    samples.forEach(summarizer::add);
    summarizer.add(new LevelEnd(0, 0, 0, samples.size(), null, null, null, null));
    return summarizer.result(false).levels().getFirst();
  }

  private RunHeader header() {
    RunHeader header = TestRun.header("compare", options);
    return calibrated ? header : TestRun.withCalibration(header, null);
  }

  public Result result() {
    return new Result(
        header().withTargets(targets), levels, List.of(), interrupted, null, warnings, Map.of());
  }

  /** Returns rounds of one metric, one for each value, from round 1. */
  public static List<RoundResult> rounds(RoundMetric metric, double... values) {
    List<RoundResult> rounds = new ArrayList<>();
    for (double value : values) {
      rounds.add(new RoundResult(rounds.size() + 1, null, Map.of(metric, value)));
    }
    return rounds;
  }

  /** Returns the same rounds, of which one is in doubt. */
  public static List<RoundResult> doubting(List<RoundResult> rounds, int round, String doubt) {
    return rounds.stream()
        .map(
            known -> known.round() == round ? new RoundResult(round, doubt, known.values()) : known)
        .toList();
  }

  /** Returns options by name. */
  public static Map<String, Object> options(@Nullable String... namesAndValues) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
    }
    return options;
  }
}
