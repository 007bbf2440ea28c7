package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.merge.TestShards.SECOND;

import dev.firsttoken.bench.merge.TestShards.Shard;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random requests of a closed and an open level: those of each shard in its folder, and all of them
 * as one machine would have recorded them.
 */
final class SplitLoad {
  private static final int COUNT = 3;
  private static final List<Level> WHOLE =
      List.of(
          new Level(6, 0, null, 0, 20 * SECOND, 0, 0),
          new Level(0, 30, Arrivals.POISSON, 0, 5 * SECOND, 0, 0));

  private final Random random = new Random(4);
  private final List<Sample> together = new ArrayList<>();
  private final List<Path> dirs = new ArrayList<>();

  static SplitLoad write(Path parent) {
    SplitLoad load = new SplitLoad();
    for (int index = 0; index < COUNT; index++) {
      Shard shard = TestShards.shard(parent, index, COUNT).startsAt(0.4 * index);
      load.addClosedLevel(shard, index);
      load.addOpenLevel(shard, index);
      load.dirs.add(shard.write());
    }
    return load;
  }

  List<Path> dirs() {
    return dirs;
  }

  /** Shard k has k + 1 users, who are busy all the time. */
  private void addClosedLevel(Shard shard, int index) {
    shard.level(new Level(index + 1, 0, null, 0, 20 * SECOND, 0, 0));
    for (int user = 0; user <= index; user++) {
      double time = 1 + 0.1 * user;
      while (time < 21) {
        double end = time + 0.05 + random.nextDouble();
        add(shard, (long) user * COUNT + index, time, end);
        time = end;
      }
    }
    shard.end();
  }

  private void addOpenLevel(Shard shard, int index) {
    shard.level(new Level(0, 10, Arrivals.POISSON, 0, 5 * SECOND, 0, 0));
    double first = 5;
    double last = 0;
    for (int request = 0; request < 50; request++) {
      double due = 5 * random.nextDouble();
      double time = 30 + due;
      add(shard, (100L + request) * COUNT + index, time, time + random.nextDouble());
      first = Math.min(first, due);
      last = Math.max(last, due);
    }
    shard.due(first, last).end();
  }

  /**
   * @param user number of its user among those of all shards
   */
  private void add(Shard shard, long user, double from, double to) {
    boolean fails = random.nextInt(40) == 0;
    double first = from + (to - from) * random.nextDouble();
    shard.sample(
        request(shard.nanos(from), shard.nanos(first), shard.nanos(to))
            .user(user / COUNT)
            .failedIf(fails));
    together.add(
        request(nanos(from), nanos(first), nanos(to))
            .user(user)
            .level(shard.lastLevel())
            .failedIf(fails)
            .sample());
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * SECOND);
  }

  private static TestSample request(long from, long first, long to) {
    return TestSample.at(from, to).events(first, to).tokens(5);
  }

  /** Returns the result of one machine that had sent it all. */
  Result ofOneMachine() {
    RunHeader header =
        new RunHeader(
            RecordedCommand.MERGE,
            TestShards.START,
            0,
            Map.of(),
            TestRun.header("merge", Map.of()).environment(),
            TestRun.CALIBRATION);
    Summarizer summarizer = new Summarizer(header);
    for (int i = 0; i < WHOLE.size(); i++) {
      int index = i;
      List<Sample> own =
          together.stream()
              .filter(sample -> sample.level() == index)
              .sorted(Comparator.comparingLong(Sample::endNanos))
              .toList();
      summarizer.add(new LevelBegin(i, WHOLE.get(i)));
      own.forEach(summarizer::add);
      summarizer.add(new LevelEnd(i, 0, 0, own.size(), null, null, null, null));
    }
    return summarizer.result(RunEnd.COMPLETE);
  }
}
