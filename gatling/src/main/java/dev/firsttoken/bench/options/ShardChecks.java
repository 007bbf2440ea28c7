package dev.firsttoken.bench.options;

import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Slo;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejects a load that can't be split into so many shards, in the same way at each of them. */
final class ShardChecks {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Objectives that only all shards together meet or miss. */
  private static final Set<String> RATES = Set.of("rps", "tps");

  private final RawOptions rawOptions;
  private final LoadOptions loadOptions;
  private final @Nullable Trace trace;
  private final int count;

  ShardChecks(RawOptions rawOptions, LoadOptions loadOptions, @Nullable Trace trace) {
    this.rawOptions = rawOptions;
    this.loadOptions = loadOptions;
    this.trace = trace;
    this.count = loadOptions.shardOptions().shard().count();
  }

  void check() {
    if (loadOptions.shardOptions().given() == null) {
      return;
    }
    if (loadOptions.findMax()) {
      throw rawOptions.invalid(
          Setting.SHARD,
          "can't be given with --find-max, whose next load depends on the last; give"
              + " --concurrency or --rate");
    }
    if (trace != null) {
      requireShare(trace.requests().size(), "requests of the trace", "a longer trace");
    } else {
      checkUsers();
      loadOptions.openModelOptions().rates().forEach(this::checkRate);
    }
    Integer total = loadOptions.levelBounds().total();
    if (total != null) {
      requireShare(total, "requests of --total", "a larger --total");
    }
    if (loadOptions.openModelOptions().isMaxInFlightGiven()) {
      requireShare(
          loadOptions.openModelOptions().maxInFlight(),
          "requests of --max-in-flight",
          "a larger --max-in-flight");
    }
    checkLimits();
  }

  private void checkUsers() {
    for (int users : loadOptions.concurrency()) {
      requireShare(users, "users of --concurrency", "more users");
    }
    List<Integer> levels = loadOptions.concurrency();
    for (int index = 0; index < count; index++) {
      Shard shard = new Shard(index, count);
      Set<Integer> shares = new HashSet<>();
      for (int users : levels) {
        if (!shares.add(shard.shareOf(users))) {
          throw rawOptions.invalid(
              Setting.CONCURRENCY,
              "gives shard %d/%d %d users in two levels, which could not be told apart; let the numbers differ by at least %d"
                  .formatted(index, count, shard.shareOf(users), count));
        }
      }
    }
  }

  private void requireShare(int items, String what, String remedy) {
    if (items < count) {
      throw rawOptions.invalid(
          Setting.SHARD,
          "%,d shards can't share %,d %s; use %s, or at most %,d shards"
              .formatted(count, items, what, remedy, items));
    }
  }

  private void checkRate(double rate) {
    Duration duration = loadOptions.levelBounds().openDuration();
    if (duration != null && rate * duration.toNanos() / NANOS_PER_SECOND < count) {
      throw rawOptions.invalid(
          Setting.SHARD,
          "a rate of %s/s gives %,d shards less than one request each; raise --rate or --duration, or use fewer shards"
              .formatted(rate, count));
    }
  }

  private void checkLimits() {
    ErrorLimit maxErrors = loadOptions.stopOptions().maxErrors();
    if (maxErrors != null && !maxErrors.isShare()) {
      throw rawOptions.invalid(
          Setting.MAX_ERRORS, "can't be counted over several shards; give a share like 5%");
    }
    Slo slo = loadOptions.slo();
    for (Objective objective : slo == null ? List.<Objective>of() : slo.objectives()) {
      if (RATES.contains(objective.subject())) {
        throw rawOptions.invalid(
            Setting.SLO,
            "a shard sends only a part of %s; leave it out, and read that of the merged result"
                .formatted(objective.subject()));
      }
    }
  }
}
