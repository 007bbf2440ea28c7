package dev.firsttoken.bench.samples;

import org.jspecify.annotations.Nullable;

/**
 * Part of a load that a run sent, while other machines sent the rest.
 *
 * @param index number of the shard, from 0
 * @param count number of shards
 * @param startAt agreed time of the start, ISO-8601, or null if none was agreed
 * @param clock state of this machine's wall clock, or null if it is unknown
 */
public record RecordedShard(
    int index, int count, @Nullable String startAt, @Nullable WallClock clock) {

  public RecordedShard {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException("shard %d of %d does not exist".formatted(index, count));
    }
  }

  /** Returns the shard as {@code --shard} takes it: {@code 0/4}. */
  public String label() {
    return index + "/" + count;
  }

  /**
   * State of the wall clock, as the kernel estimates it.
   *
   * @param synchronised false if no time service keeps the clock; offset and error then mean
   *     nothing
   * @param offsetNanos correction that is still to be made
   * @param errorNanos most that the clock may be off
   */
  public record WallClock(boolean synchronised, long offsetNanos, long errorNanos) {}
}
