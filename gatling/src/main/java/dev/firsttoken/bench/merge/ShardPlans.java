package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks that shards are parts of one load, each of them once, and adds up their plans. */
final class ShardPlans {
  /** Options that differ from shard to shard: the limit is a share, or that of one machine. */
  private static final Set<String> OF_ONE_SHARD = Set.of("shard", "max-in-flight");

  private static final String DIGEST_SUFFIX = "-sha256";

  /** Shares of a rate add up to it but for the last digits of a double. */
  private static final MathContext RATE_DIGITS = new MathContext(12);

  private ShardPlans() {}

  /**
   * Checks that all are shards of one plan.
   *
   * @throws IllegalArgumentException naming two folders, and what differs or is the same
   */
  static void requireOneLoad(List<ShardReader> shards) {
    Map<Integer, ShardReader> byIndex = new HashMap<>();
    ShardReader first = shards.getFirst();
    for (ShardReader next : shards) {
      requireSamePlan(first, next);
      ShardReader earlier = byIndex.putIfAbsent(next.shard().index(), next);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "%s and %s are both shard %s: it would count twice"
                .formatted(earlier.name(), next.name(), next.shard().label()));
      }
    }
  }

  private static void requireSamePlan(ShardReader one, ShardReader other) {
    RecordedShard shard = one.shard();
    RecordedShard otherShard = other.shard();
    require(one, other, "the number of shards", shard.count(), otherShard.count());
    RunHeader header = one.header();
    RunHeader otherHeader = other.header();
    require(one, other, "the command", header.command().label(), otherHeader.command().label());
    require(one, other, "--max-in-flight", shard.maxInFlight(), otherShard.maxInFlight());
    Set<String> names = new TreeSet<>(header.options().keySet());
    names.addAll(otherHeader.options().keySet());
    names.removeAll(RunHeader.OUTPUT_OPTIONS);
    names.removeAll(OF_ONE_SHARD);
    for (String name : names) {
      if (!names.contains(name + DIGEST_SUFFIX)) { // the file may lie elsewhere
        require(
            one, other, "--" + name, header.options().get(name), otherHeader.options().get(name));
      }
    }
    require(one, other, "the number of levels", shard.levels().size(), otherShard.levels().size());
  }

  private static void require(
      ShardReader one,
      ShardReader other,
      String what,
      @Nullable Object value,
      @Nullable Object otherValue) {
    if (!Objects.equals(value, otherValue)) {
      throw new IllegalArgumentException(
          "%s and %s are shards of different plans: %s is %s in the one and %s in the other"
              .formatted(
                  one.name(),
                  other.name(),
                  what,
                  Objects.toString(value, "not given"),
                  Objects.toString(otherValue, "not given")));
    }
  }

  /** Returns the numbers of the shards that are not there. */
  static List<Integer> missing(List<ShardReader> shards) {
    List<Integer> there = shards.stream().map(reader -> reader.shard().index()).toList();
    return IntStream.range(0, shards.getFirst().shard().count())
        .filter(index -> !there.contains(index))
        .boxed()
        .toList();
  }

  /**
   * Adds up the parts of the next level. That of a shard which ended before the level counts, too:
   * else two levels could come to the same load.
   *
   * @param index position of the level in the plan
   * @throws IllegalArgumentException naming two folders whose levels differ in more than their size
   */
  static Level sum(List<ShardReader> shards, int index) {
    ShardReader first = shards.getFirst();
    List<Level> plans = new ArrayList<>();
    for (ShardReader shard : shards) {
      Level plan = shard.part(index).plan();
      plans.add(plan);
      require(first, shard, "the load of a level", signature(plans.getFirst()), signature(plan));
    }
    Level plan = plans.getFirst();
    double rate = plans.stream().mapToDouble(Level::rate).sum();
    return new Level(
        plan.target(),
        plan.round(),
        plan.kind(),
        plans.stream().mapToInt(Level::concurrency).sum(),
        BigDecimal.valueOf(rate).round(RATE_DIGITS).doubleValue(),
        plan.arrivals(),
        plans.stream().mapToInt(Level::total).sum(),
        plan.durationNanos(),
        plan.rampNanos(),
        plans.stream().mapToInt(Level::warmup).sum());
  }

  /** Plan that the levels of all shards share. */
  private static List<Object> signature(Level plan) {
    return List.of(
        plan.target(),
        plan.round(),
        plan.kind(),
        String.valueOf(plan.arrivals()),
        plan.total() > 0,
        plan.durationNanos(),
        plan.rampNanos());
  }
}
