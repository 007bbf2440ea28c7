package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges what was measured beside the samples: times and windows add up, peaks are the highest. A
 * cost that one part lacks is unknown for all.
 */
final class CostMerger {
  private CostMerger() {}

  static LevelEnd merge(List<LevelSummary> parts, RequestCounts counts, int sent) {
    List<@Nullable LevelEnd> ends =
        parts.stream().<@Nullable LevelEnd>map(LevelSummary::end).toList();
    return new LevelEnd(
        0,
        counts.warmup(),
        counts.ramp(),
        sent,
        null,
        reduce(ends, LevelEnd::client, CostMerger::merge),
        reduce(ends, LevelEnd::server, CostMerger::merge),
        reduce(ends, LevelEnd::metrics, CostMerger::merge));
  }

  private static <T> @Nullable T reduce(
      List<@Nullable LevelEnd> ends,
      Function<LevelEnd, @Nullable T> cost,
      BinaryOperator<T> merge) {
    List<T> known =
        ends.stream().filter(Objects::nonNull).map(cost).filter(Objects::nonNull).toList();
    return known.size() < ends.size() ? null : known.stream().reduce(merge).orElse(null);
  }

  private static ClientCost merge(ClientCost one, ClientCost other) {
    long windowNanos = one.windowNanos() + other.windowNanos();
    return new ClientCost(
        windowNanos,
        one.cpuNanos() + other.cpuNanos(),
        Math.max(one.loops(), other.loops()),
        one.busiestLoopNanos() + other.busiestLoopNanos(),
        Math.max(one.loopDelayP99Nanos(), other.loopDelayP99Nanos()),
        Math.max(one.loopDelayMaxNanos(), other.loopDelayMaxNanos()),
        one.gcs() + other.gcs(),
        one.gcNanos() + other.gcNanos(),
        sum(one.safepoints(), other.safepoints()),
        sum(one.safepointNanos(), other.safepointNanos()),
        stolenShare(one, other, windowNanos));
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null ? null : (Long) (one + other);
  }

  private static @Nullable Double stolenShare(ClientCost one, ClientCost other, long windowNanos) {
    Double share = one.stealShare();
    Double otherShare = other.stealShare();
    return share == null || otherShare == null
        ? null
        : (Double) ((share * one.windowNanos() + otherShare * other.windowNanos()) / windowNanos);
  }

  private static ServerCost merge(ServerCost one, ServerCost other) {
    return new ServerCost(
        one.windowNanos() + other.windowNanos(),
        one.cpuNanos() + other.cpuNanos(),
        Math.max(one.peakRssBytes(), other.peakRssBytes()),
        Math.max(one.threads(), other.threads()),
        Math.max(one.processes(), other.processes()),
        one.foundBy());
  }

  /** The server's percentiles can't be merged: they are bounds of buckets. */
  private static ServerMetrics merge(ServerMetrics one, ServerMetrics other) {
    Map<String, Double> counters = new TreeMap<>(one.counters());
    other.counters().forEach((name, increase) -> counters.merge(name, increase, Double::sum));
    return new ServerMetrics(
        one.from(),
        counters,
        one.ttftName(),
        one.ttftCount() + other.ttftCount(),
        meanTtft(one, other),
        null,
        null);
  }

  private static @Nullable Double meanTtft(ServerMetrics one, ServerMetrics other) {
    Double mean = one.ttftMeanMillis();
    Double otherMean = other.ttftMeanMillis();
    if (mean == null || otherMean == null) {
      return mean == null ? otherMean : mean;
    }
    return (mean * one.ttftCount() + otherMean * other.ttftCount())
        / (one.ttftCount() + other.ttftCount());
  }
}
