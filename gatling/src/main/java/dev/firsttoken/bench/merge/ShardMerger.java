package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.MergedShards.Apart;
import dev.firsttoken.bench.result.MergedShards.CommonTime;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.trust.Warning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges the shards of one load from their samples, as if one machine had sent it: all samples go
 * through one summary, in the order in which their requests ended, by the wall clock that the
 * machines share. So every number is that of all samples together.
 */
public final class ShardMerger {
  private final List<ShardReader> shards;
  private final RunHeader header;
  private final Summarizer summarizer;

  /** Common time of each level of the result: rounds of a load are one level. */
  private final List<CommonTime> commonTimes = new ArrayList<>();

  private final Map<Integer, Apart> apart = new TreeMap<>();

  private ShardMerger(List<ShardReader> shards) {
    this.shards = shards;
    this.header = ShardHeaders.merge(shards);
    this.summarizer = new Summarizer(header);
  }

  /**
   * Merges the folders of shards.
   *
   * @param dirs at least one
   * @throws IllegalArgumentException one sentence: the folder that can't be merged, and why
   */
  public static Result merge(List<Path> dirs) {
    List<ShardReader> shards = new ArrayList<>();
    try {
      dirs.forEach(dir -> shards.add(ShardReader.open(dir)));
      ShardPlans.requireOneLoad(shards);
      shards.sort(Comparator.comparingInt(reader -> reader.shard().index()));
      return new ShardMerger(shards).merge();
    } finally {
      shards.forEach(ShardReader::close);
    }
  }

  private Result merge() {
    long origin = ShardHeaders.epochNanos(header);
    shards.forEach(shard -> shard.begin(origin));
    int index = 0;
    for (List<ShardReader> next = nextAtLevel(); !next.isEmpty(); next = nextAtLevel()) {
      mergeLevel(index, next);
      index++;
    }
    Map<Integer, Result> own = new TreeMap<>();
    shards.forEach(shard -> own.put(shard.shard().index(), shard.result()));
    boolean isComplete = shards.stream().allMatch(shard -> shard.end().isComplete());
    Result sum = summarizer.result(isComplete ? RunEnd.COMPLETE : RunEnd.INTERRUPTED);
    MergedShards merged = mergedShards(own);
    List<LevelResult> levels = judge(sum.levels(), own, !isComplete);
    List<Warning> known = new ArrayList<>(ShardWarnings.of(merged));
    known.addAll(ShardHeaders.differences(shards));
    Result result = Result.ofMerged(header, levels, !isComplete, known);
    Map<Integer, List<Warning>> warnings = new TreeMap<>();
    own.forEach((shard, ownResult) -> warnings.put(shard, ownResult.warnings()));
    known.addAll(ShardTrust.carried(warnings, result.warnings()));
    return Result.ofMerged(header, levels, !isComplete, known).ofShards(merged);
  }

  private List<ShardReader> nextAtLevel() {
    return shards.stream().filter(shard -> shard.nextLevel() != null).toList();
  }

  private void mergeLevel(int index, List<ShardReader> present) {
    Level plan = ShardPlans.sum(shards, index);
    ShardLevel level = new ShardLevel();
    InFlightCount inFlight = new InFlightCount();
    summarizer.add(new LevelBegin(index, plan));
    PriorityQueue<ShardReader> queue =
        new PriorityQueue<>(Comparator.comparingLong(ShardReader::nextEndNanos));
    for (ShardReader shard : present) {
      level.join(shard.shard().index(), shard.part(index));
      shard.beginLevel();
      addIfMore(shard, queue);
    }
    for (ShardReader shard = queue.poll(); shard != null; shard = queue.poll()) {
      Sample sample = shard.takeSample();
      level.add(shard.shard().index(), sample);
      inFlight.add(sample);
      summarizer.add(sample);
      addIfMore(shard, queue);
    }
    // A shard that has ended before the level had no load in it, and saw no end of it.
    boolean isCommon = present.size() == shards.size();
    if (isCommon) {
      endLevel(index, inFlight);
    }
    addCommonTime(isCommon ? level.commonTime() : CommonTime.NONE);
    level.apart().forEach((shard, by) -> apart.merge(shard, by, Apart::farthest));
  }

  private void endLevel(int index, InFlightCount inFlight) {
    LevelEnd end =
        ShardEnds.sum(
            index,
            shards.stream().<@Nullable LevelEnd>map(ShardReader::levelEnd).toList(),
            inFlight.sum(
                shards.stream().<LevelEnd.@Nullable InFlight>map(ShardReader::inFlight).toList()));
    if (end != null) {
      summarizer.add(end);
    }
  }

  /** Adds the common time of the level that began last. */
  private void addCommonTime(CommonTime time) {
    int position = summarizer.currentPosition();
    if (position == commonTimes.size()) {
      commonTimes.add(time);
    } else {
      commonTimes.set(position, commonTimes.get(position).plus(time));
    }
  }

  private static void addIfMore(ShardReader shard, PriorityQueue<ShardReader> queue) {
    if (shard.hasSample()) {
      queue.add(shard);
    }
  }

  private MergedShards mergedShards(Map<Integer, Result> own) {
    List<MergedShards.Part> parts = new ArrayList<>();
    for (ShardReader shard : shards) {
      int number = shard.shard().index();
      Result result = own.get(number);
      if (result != null) {
        parts.add(
            new MergedShards.Part(
                shard.shard(),
                shard.name(),
                shard.header().startedAt(),
                result.partial(),
                result.isValid(),
                apart.getOrDefault(number, Apart.NONE),
                result.warnings()));
      }
    }
    return new MergedShards(
        shards.getFirst().shard().count(), ShardPlans.missing(shards), parts, commonTimes);
  }

  /** Judges each level again, with what only the shards themselves can tell. */
  private List<LevelResult> judge(
      List<LevelResult> levels, Map<Integer, Result> own, boolean partial) {
    List<LevelResult> judged = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      Map<Integer, LevelResult> parts = new TreeMap<>();
      for (Map.Entry<Integer, Result> shard : own.entrySet()) {
        if (i < shard.getValue().levels().size()) {
          parts.put(shard.getKey(), shard.getValue().levels().get(i));
        }
      }
      LevelResult level = levels.get(i);
      judged.add(
          LevelResult.of(level.summary(), level.rounds(), header, partial, ShardTrust.worst(parts))
              .withTimeline(level.timeline()));
    }
    return judged;
  }
}
