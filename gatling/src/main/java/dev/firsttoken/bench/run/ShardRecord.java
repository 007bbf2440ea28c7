package dev.firsttoken.bench.run;

import dev.firsttoken.bench.monitor.KernelClock;
import dev.firsttoken.bench.options.ShardOptions;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a run that sends a part of its load records about it. */
final class ShardRecord {
  private ShardRecord() {}

  /** Reads the clock and returns the shard, or null if the run sends all of its load. */
  static @Nullable RecordedShard of(ShardOptions options) {
    Shard shard = options.given();
    Instant startAt = options.startAt();
    return shard == null
        ? null
        : new RecordedShard(
            shard.index(),
            shard.count(),
            startAt == null ? null : startAt.toString(),
            KernelClock.read());
  }
}
