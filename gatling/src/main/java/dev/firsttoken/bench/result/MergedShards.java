package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.trust.Warning;
import java.util.List;

/**
 * The shards that a result is merged of.
 *
 * @param count number of shards of the plan
 * @param missing numbers of those that were not there to be merged
 * @param parts those that were, in order of their numbers
 * @param commonTimes for each level of the result, the time in which all of its shards had load
 */
public record MergedShards(
    int count, List<Integer> missing, List<Part> parts, List<CommonTime> commonTimes) {
  public MergedShards {
    missing = List.copyOf(missing);
    parts = List.copyOf(parts);
    commonTimes = List.copyOf(commonTimes);
  }

  /**
   * One shard, and what its own numbers say.
   *
   * @param name of its folder
   * @param partial whether it ended before the end of its plan, or its file does
   * @param valid whether no check of its own numbers failed
   * @param apart how far it was from the others, where that was farthest
   * @param warnings those of its own numbers
   */
  public record Part(
      RecordedShard shard,
      String name,
      String startedAt,
      boolean partial,
      boolean valid,
      Apart apart,
      List<Warning> warnings) {
    public Part {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Time by which a shard was apart from the others.
   *
   * @param lateNanos from the first send of all shards to its own, in the level where that is most
   * @param earlyNanos from its last response to that of all shards, in the level where that is most
   * @param isNoticed true if that is more than requests and arrivals explain
   */
  public record Apart(long lateNanos, long earlyNanos, boolean isNoticed) {
    public static final Apart NONE = new Apart(0, 0, false);

    /** Returns the farthest of two levels. */
    public Apart farthest(Apart other) {
      return new Apart(
          Math.max(lateNanos, other.lateNanos),
          Math.max(earlyNanos, other.earlyNanos),
          isNoticed || other.isNoticed);
    }
  }

  /**
   * Time in which all shards had load: from the moment when the last of them has sent its first
   * measured request to the moment when the first of them has received its last response. That of
   * several rounds adds up.
   *
   * @param nanos length of that time; 0 if there was none
   * @param ok successful responses that were complete in it
   */
  public record CommonTime(long nanos, int ok) {
    public static final CommonTime NONE = new CommonTime(0, 0);

    /** Returns the responses per second; NaN if there was no such time. */
    public double rps() {
      return nanos == 0 ? Double.NaN : ok * 1e9 / nanos;
    }

    /** Returns both together. */
    public CommonTime plus(CommonTime other) {
      return new CommonTime(nanos + other.nanos, ok + other.ok);
    }
  }

  /** Returns true if all shards were there, together, and to the end. */
  public boolean isWhole() {
    return missing.isEmpty()
        && parts.stream().noneMatch(part -> part.partial() || part.apart().isNoticed());
  }
}
