package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.compare.Estimate;
import dev.firsttoken.bench.compare.Holm;
import dev.firsttoken.bench.compare.Interval;
import dev.firsttoken.bench.compare.MeasurementError;
import dev.firsttoken.bench.compare.Moments;
import dev.firsttoken.bench.compare.PairedTest;
import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric.Unit;
import dev.firsttoken.bench.summary.ResponseLength;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of servers that were loaded in turns, round after round.
 *
 * @param verdicts in the order of targets and metrics; judged together
 * @param obstacles by target, the clause that says why it has no verdicts
 */
public record WrkComparison(
    WrkResult result, List<WrkVerdict> verdicts, Map<String, String> obstacles) {
  /** Highest share of failed requests at which the numbers are those of the server's work. */
  private static final double MAX_FAILED_SHARE = 0.01;

  private static final int MIN_TO_COMPARE = 2;

  /** Test of one metric: does a target differ from the reference? */
  private record MetricTest(WrkMetric metric, String target, Estimate estimate) {}

  public WrkComparison {
    verdicts = List.copyOf(verdicts);
    obstacles = Collections.unmodifiableMap(new LinkedHashMap<>(obstacles));
  }

  /** Compares the targets with the reference. With one of them, or one round, nothing is judged. */
  public static WrkComparison of(WrkResult result) {
    Map<String, String> obstacles = new LinkedHashMap<>();
    List<MetricTest> tests = new ArrayList<>();
    WrkHeader header = result.header();
    for (WrkTarget target : header.targets()) {
      if (target.name().equals(header.reference()) || header.rounds() < MIN_TO_COMPARE) {
        continue;
      }
      String obstacle = obstacle(result, target);
      if (obstacle != null) {
        obstacles.put(target.name(), obstacle);
        continue;
      }
      for (WrkMetric metric : WrkMetric.headline()) {
        Estimate estimate = logRatio(result, target.name(), metric);
        if (estimate.isTestable()) {
          tests.add(new MetricTest(metric, target.name(), estimate));
        }
      }
    }
    return new WrkComparison(result, judge(result, tests), obstacles);
  }

  private static List<WrkVerdict> judge(WrkResult result, List<MetricTest> tests) {
    boolean[] rejected =
        Holm.rejections(tests.stream().map(test -> test.estimate().pValue()).toList());
    List<WrkVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      MetricTest test = tests.get(i);
      double reference = centre(result, result.header().reference(), test.metric());
      double difference = centre(result, test.target(), test.metric()) - reference;
      double error = errorMillis(test.metric());
      boolean withinError = rejected[i] && Math.abs(difference) < error;
      verdicts.add(
          new WrkVerdict(
              test.metric(),
              test.target(),
              test.estimate().ratio(),
              rejected[i] && !withinError ? direction(test) : Finding.NO_DIFFERENCE,
              test.estimate().smallestVisible(Holm.firstStep(tests.size())),
              error / reference,
              withinError,
              test.estimate().pairs()));
    }
    return verdicts;
  }

  /** The clock of the tools is not calibrated, so the error is that of a bench that is not. */
  private static double errorMillis(WrkMetric metric) {
    return metric.unit() == Unit.MILLIS ? MeasurementError.UNKNOWN_ERROR_NANOS / 1e6 : 0;
  }

  private static Finding direction(MetricTest test) {
    boolean isLower = test.estimate().mean() < 0;
    return isLower == test.metric().isLowerBetter() ? Finding.FASTER : Finding.SLOWER;
  }

  /** Returns the reason that a target can't be compared with the reference, or null if it can. */
  private static @Nullable String obstacle(WrkResult result, WrkTarget target) {
    String reference = result.header().reference();
    if (result.measured(target.name()).isEmpty() || result.measured(reference).isEmpty()) {
      return "one of the two has no numbers";
    }
    WrkTarget other = target(result.header(), reference);
    String failures = failures(result, target);
    if (failures == null) {
      failures = failures(result, other);
    }
    return failures == null ? otherWork(target, other) : failures;
  }

  private static WrkTarget target(WrkHeader header, String name) {
    return header.targets().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no target " + name));
  }

  /** Returns the clause that says that a server sent errors, or null if it did not. */
  private static @Nullable String failures(WrkResult result, WrkTarget target) {
    Integer status = target.responseStatus();
    if (status != null && !target.hasGoodResponse()) {
      return "the response of %s has status %d".formatted(target.name(), status);
    }
    double failed = failedShare(result, target.name());
    return failed > MAX_FAILED_SHARE
        ? String.format(
            Locale.ROOT, "%.1f %% of the requests to %s failed", 100 * failed, target.name())
        : null;
  }

  private static @Nullable String otherWork(WrkTarget target, WrkTarget reference) {
    Long bytes = target.responseBytes();
    Long referenceBytes = reference.responseBytes();
    return bytes != null && referenceBytes != null && ResponseLength.isOther(bytes, referenceBytes)
        ? String.format(
            Locale.ROOT, "its response has %,d bytes, and not %,d", bytes, referenceBytes)
        : null;
  }

  private static double failedShare(WrkResult result, String target) {
    return result.outputs(target).stream()
        .mapToDouble(WrkOutput::failedShare)
        .filter(Double::isFinite)
        .average()
        .orElse(1);
  }

  /** Estimates the logarithm of the ratio to the reference, of the rounds that have both values. */
  private static Estimate logRatio(WrkResult result, String target, WrkMetric metric) {
    Map<Integer, WrkRun> references =
        result.measured(result.header().reference()).stream()
            .collect(Collectors.toMap(WrkRun::round, Function.identity(), (first, again) -> first));
    List<Double> differences = new ArrayList<>();
    for (WrkRun run : result.measured(target)) {
      WrkRun reference = references.get(run.round());
      double ratio = reference == null ? Double.NaN : metric.of(run) / metric.of(reference);
      if (Double.isFinite(ratio) && ratio > 0) {
        differences.add(Math.log(ratio));
      }
    }
    return PairedTest.of(differences);
  }

  /**
   * Returns the centre of a target's runs: their geometric mean, as ratios are averaged; of peak
   * memory the highest. NaN if there is none.
   */
  public double centre(String target, WrkMetric metric) {
    return centre(result, target, metric);
  }

  private static double centre(WrkResult result, String target, WrkMetric metric) {
    List<Double> values =
        result.measured(target).stream().map(metric::of).filter(Double::isFinite).toList();
    if (metric == WrkMetric.PEAK_RSS_BYTES) {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
    return geometricMean(values);
  }

  /** Returns the geometric mean of a number of a target's outputs, or NaN if there is none. */
  double mean(String target, ToDoubleFunction<WrkOutput> number) {
    return geometricMean(
        result.outputs(target).stream()
            .map(number::applyAsDouble)
            .filter(Double::isFinite)
            .toList());
  }

  private static double geometricMean(List<Double> values) {
    return Math.exp(Moments.of(values.stream().map(Math::log).toList()).mean());
  }

  /** Returns the ratio of a target to the reference, or null if there is none. */
  @Nullable Interval ratio(String target, WrkMetric metric) {
    boolean isComparable =
        !target.equals(result.header().reference()) && !obstacles.containsKey(target);
    Interval ratio = isComparable ? logRatio(result, target, metric).ratio() : null;
    return ratio == null || !ratio.hasValue() ? null : ratio;
  }

  /** Returns the verdict on a target by a metric, or null if there is none. */
  public @Nullable WrkVerdict verdict(String target, WrkMetric metric) {
    return verdicts.stream()
        .filter(verdict -> verdict.target().equals(target) && verdict.metric() == metric)
        .findFirst()
        .orElse(null);
  }

  /** Returns true if servers were compared. */
  public boolean hasVerdicts() {
    return result.header().targets().size() > 1 && result.header().rounds() >= MIN_TO_COMPARE;
  }
}
