package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import dev.firsttoken.bench.summary.FinishReasonCounts;
import dev.firsttoken.bench.summary.Latencies;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.LittlesLaw;
import dev.firsttoken.bench.summary.LoadSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.RequestCounts;
import dev.firsttoken.bench.summary.TokenAccumulator;
import dev.firsttoken.bench.summary.WallTime;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges levels of the same load as if their samples were one run's: counts and histograms add up.
 */
final class LevelMerger {
  private final List<LevelSummary> parts = new ArrayList<>();
  private final Map<Kind, TrustCheck> checks = new EnumMap<>(Kind.class);

  /**
   * @param known checks of this part that its numbers can't give again
   */
  void add(LevelSummary part, Map<Kind, TrustCheck> known) {
    parts.add(part);
    known.forEach((kind, check) -> checks.merge(kind, check, TrustCheck::worseOf));
  }

  /** Returns the worst of each check that the merged numbers can't give again. */
  Map<Kind, TrustCheck> checks() {
    return checks;
  }

  /** Returns the merged numbers of all parts, of which there is at least one. */
  LevelSummary merge() {
    RequestCounts counts = mergeCounts();
    TokenAccumulator volume = new TokenAccumulator();
    parts.forEach(part -> volume.add(part.volume()));
    int sent = sum(part -> part.sent(false));
    return new LevelSummary(
        parts.stream().map(LevelSummary::level).reduce(LevelMerger::mergePlans).orElseThrow(),
        new LevelEnd(0, counts.warmup(), counts.ramp(), sent, null, null, null, null),
        counts,
        mergeFailures(),
        new WallTime(parts.stream().flatMap(part -> part.wallTime().spans().stream()).toList()),
        mergeLatencies(),
        volume.close(),
        mergeLoad(counts),
        mergeFinishReasons(),
        0);
  }

  private static Level mergePlans(Level one, Level other) {
    boolean bothHaveTotals = one.total() > 0 && other.total() > 0;
    return new Level(
        one.target(),
        one.round(),
        one.kind(),
        one.concurrency(),
        one.rate(),
        one.arrivals(),
        bothHaveTotals ? one.total() + other.total() : 0,
        Math.max(one.durationNanos(), other.durationNanos()),
        Math.max(one.rampNanos(), other.rampNanos()),
        one.warmup() + other.warmup());
  }

  private RequestCounts mergeCounts() {
    boolean hasSlo = parts.getFirst().counts().good() != null;
    return new RequestCounts(
        sum(LevelSummary::ok),
        sum(LevelSummary::aborted),
        hasSlo ? (Integer) sum(LevelSummary::good) : null,
        sum(part -> part.counts().ramp()),
        sum(part -> part.counts().warmup()),
        sum(part -> part.counts().warmupFailed()),
        sum(part -> part.counts().resent()),
        sum(part -> part.counts().reconnected()),
        sum(part -> part.counts().rested()));
  }

  private Map<String, Integer> mergeFinishReasons() {
    FinishReasonCounts finishReasons = new FinishReasonCounts();
    parts.forEach(part -> part.finishReasons().forEach(finishReasons::add));
    return finishReasons.close();
  }

  private int sum(ToIntFunction<LevelSummary> count) {
    return parts.stream().mapToInt(count).sum();
  }

  private SortedMap<FailureKind, Failure> mergeFailures() {
    SortedMap<FailureKind, Failure> failures = new TreeMap<>();
    for (LevelSummary part : parts) {
      part.failures().forEach((kind, failure) -> failures.merge(kind, failure, Failure::merge));
    }
    return failures;
  }

  private Latencies mergeLatencies() {
    Map<Metric, Distribution> merged = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Distribution.Recorder recorder = new Distribution.Recorder();
      for (LevelSummary part : parts) {
        Distribution recorded = part.latencies().recorded().get(metric);
        if (recorded != null) {
          recorder.add(recorded);
        }
      }
      Distribution distribution = recorder.close();
      if (distribution.count() > 0) {
        merged.put(metric, distribution);
      }
    }
    return new Latencies(
        merged,
        parts.stream().allMatch(part -> part.latencies().clockShared()),
        parts.stream().mapToLong(part -> part.latencies().coalescedGaps()).sum(),
        sum(part -> part.latencies().unstreamed()));
  }

  private LoadSummary mergeLoad(RequestCounts counts) {
    LittlesLaw law = counts.ok() == 0 ? null : worstLittlesLaw();
    int maxInFlight = parts.stream().mapToInt(part -> part.load().maxInFlight()).max().orElse(0);
    return new LoadSummary(law, law, maxInFlight, Double.NaN);
  }

  /** The law has to hold in each part, because two windows are not one. */
  private @Nullable LittlesLaw worstLittlesLaw() {
    return parts.stream()
        .map(part -> part.load().littlesLaw())
        .filter(Objects::nonNull)
        .max(
            Comparator.comparing((LittlesLaw law) -> !law.holds())
                .thenComparingDouble(LittlesLaw::relativeError))
        .orElse(null);
  }
}
