package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the ends of a level at several shards, whose clients ran at the same time. Each shard
 * that watches the server has seen all of its work, so that its cost is none that could be added.
 */
final class ShardEnds {
  private ShardEnds() {}

  /**
   * Adds up the ends.
   *
   * @return the sum, or null if a shard has none
   */
  static @Nullable LevelEnd sum(
      int level, List<@Nullable LevelEnd> ends, LevelEnd.@Nullable InFlight inFlight) {
    List<LevelEnd> known = ends.stream().filter(Objects::nonNull).toList();
    if (known.isEmpty() || known.size() < ends.size()) {
      return null;
    }
    return new LevelEnd(
        level,
        known.stream().mapToInt(LevelEnd::warmup).sum(),
        known.stream().mapToInt(LevelEnd::ramp).sum(),
        known.stream().mapToInt(LevelEnd::sent).sum(),
        inFlight,
        sumCosts(known),
        null,
        null);
  }

  private static @Nullable ClientCost sumCosts(List<LevelEnd> ends) {
    List<ClientCost> costs = ends.stream().map(LevelEnd::client).filter(Objects::nonNull).toList();
    return costs.isEmpty() || costs.size() < ends.size()
        ? null
        : costs.stream().reduce(ShardEnds::add).orElseThrow();
  }

  private static ClientCost add(ClientCost one, ClientCost other) {
    return new ClientCost(
        Math.max(one.windowNanos(), other.windowNanos()),
        one.cpuNanos() + other.cpuNanos(),
        one.loops() + other.loops(),
        Math.max(one.busiestLoopNanos(), other.busiestLoopNanos()),
        Math.max(one.loopDelayP99Nanos(), other.loopDelayP99Nanos()),
        Math.max(one.loopDelayMaxNanos(), other.loopDelayMaxNanos()),
        one.gcs() + other.gcs(),
        one.gcNanos() + other.gcNanos(),
        sum(one.safepoints(), other.safepoints()),
        sum(one.safepointNanos(), other.safepointNanos()),
        highest(one.stealShare(), other.stealShare()));
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null ? null : (Long) (one + other);
  }

  private static @Nullable Double highest(@Nullable Double one, @Nullable Double other) {
    return one == null || other == null ? null : (Double) Math.max(one, other);
  }
}
