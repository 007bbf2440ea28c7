package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Level;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges the numbers of one load, measured several times, as if their samples were one level's:
 * counts and histograms add up, and no percentile is averaged.
 */
public final class SummaryMerger {
  private final List<LevelSummary> parts;
  private final boolean keepsBrokenLaw;

  private SummaryMerger(List<LevelSummary> parts, boolean keepsBrokenLaw) {
    this.parts = parts;
    this.keepsBrokenLaw = keepsBrokenLaw;
  }

  /**
   * Merges several results. Little's law has to hold in each of them.
   *
   * @param parts at least one, with the same load
   */
  public static LevelSummary merge(List<LevelSummary> parts) {
    return parts.size() == 1 ? parts.getFirst() : new SummaryMerger(parts, true).merge();
  }

  /**
   * Merges two rounds of one run. A round in which Little's law does not hold is marked as such,
   * and spoils no other: the law is broken only if it holds in none.
   */
  public static LevelSummary mergeRounds(LevelSummary earlier, LevelSummary next) {
    return new SummaryMerger(List.of(earlier, next), false).merge();
  }

  private LevelSummary merge() {
    RequestCounts counts = mergeCounts();
    TokenAccumulator volume = new TokenAccumulator();
    parts.forEach(part -> volume.add(part.volume()));
    return new LevelSummary(
        parts.stream().map(LevelSummary::level).reduce(SummaryMerger::mergePlans).orElseThrow(),
        CostMerger.merge(parts, counts, sum(part -> part.sent(part.end() == null))),
        counts,
        mergeFailures(),
        new WallTime(parts.stream().flatMap(part -> part.wallTime().spans().stream()).toList()),
        mergeLatencies(),
        volume.close(),
        mergeLoad(counts),
        mergeFinishReasons(),
        parts.stream().mapToLong(LevelSummary::costWindowEvents).sum());
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
        sum(part -> part.counts().rested()),
        sum(part -> part.counts().withoutLastEvent()),
        sum(part -> part.counts().ofAnotherType()));
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
    boolean none = counts.ok() == 0;
    int maxInFlight = parts.stream().mapToInt(part -> part.load().maxInFlight()).max().orElse(0);
    return new LoadSummary(
        none ? null : worst(LoadSummary::littlesLaw),
        none ? null : worst(LoadSummary::busyUsers),
        maxInFlight,
        parts.stream()
            .mapToDouble(part -> part.load().sentShare())
            .reduce(Double.POSITIVE_INFINITY, Math::min));
  }

  /** Two windows are not one, so that the law can't be merged: one window stands for both. */
  private @Nullable LittlesLaw worst(Function<LoadSummary, @Nullable LittlesLaw> law) {
    return parts.stream()
        .map(part -> law.apply(part.load()))
        .filter(Objects::nonNull)
        .max(
            Comparator.comparing((LittlesLaw part) -> part.holds() != keepsBrokenLaw)
                .thenComparingDouble(LittlesLaw::relativeError))
        .orElse(null);
  }
}
