package dev.firsttoken.bench.run;

import dev.firsttoken.bench.monitor.KernelClock;
import dev.firsttoken.bench.options.LoadOptions;
import dev.firsttoken.bench.options.OpenModelOptions;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maker of the record that a run which sends a part of its load keeps about it. */
final class ShardRecord {
  private ShardRecord() {}

  /**
   * Reads the clock and returns the shard, or null if the run sends all of its load.
   *
   * @param levels the plan of the run
   */
  static @Nullable RecordedShard of(LoadOptions options, List<LevelShare> levels) {
    Shard shard = options.shardOptions().given();
    if (shard == null) {
      return null;
    }
    Instant startAt = options.shardOptions().startAt();
    OpenModelOptions open = options.openModelOptions();
    return new RecordedShard(
        shard.index(),
        shard.count(),
        startAt == null ? null : startAt.toString(),
        KernelClock.read(),
        open.isMaxInFlightGiven() ? open.maxInFlight() : null,
        levels);
  }
}
