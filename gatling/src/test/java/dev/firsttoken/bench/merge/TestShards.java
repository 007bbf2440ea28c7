package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare.DueTimes;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folders of shards, as their runs would leave them. Times are seconds of one clock; each shard
 * starts at a time of its own, and has a monotonic clock of its own.
 */
public final class TestShards {
  static final String START = "2026-01-31T12:00:00Z";
  static final long SECOND = 1_000_000_000;
  private static final Environment ENVIRONMENT =
      new Environment("CPU", 2, 1L << 30, "Linux 6", "JVM 25", "1", null, null, "tsc", null);

  private TestShards() {}

  /** A shard whose folder is written. */
  public static final class Shard {
    private final Path dir;
    private final int index;
    private final int count;
    private final List<Entry> entries = new ArrayList<>();
    private final List<LevelShare> planned = new ArrayList<>();
    private Map<String, Object> options = Map.of("concurrency", "2", "url", "http://h/v1");
    private @Nullable Integer maxInFlight;
    private @Nullable WallClock clock = new WallClock(true, 0, 1_000_000);
    private double startSeconds;
    private int levels;
    private int levelBegin;

    private Shard(Path dir, int index, int count) {
      this.dir = dir;
      this.index = index;
      this.count = count;
    }

    public Shard options(Map<String, Object> recorded) {
      options = recorded;
      return this;
    }

    /** Sets the limit on requests in flight that the user gave for all shards. */
    Shard maxInFlight(int limit) {
      maxInFlight = limit;
      return this;
    }

    Shard clock(@Nullable WallClock state) {
      clock = state;
      return this;
    }

    /** Sets when the run of the shard starts; to be called before its first sample. */
    Shard startsAt(double seconds) {
      startSeconds = seconds;
      return this;
    }

    /** Begins a level. */
    public Shard level(Level plan) {
      levelBegin = entries.size();
      entries.add(new LevelBegin(levels++, plan));
      return planned(plan);
    }

    /** Adds a level to the plan that the shard does not begin. */
    Shard planned(Level plan) {
      planned.add(new LevelShare(plan, null));
      return this;
    }

    /** Sets when the first and the last request of the level are due, from its start. */
    Shard due(double first, double last) {
      DueTimes due = new DueTimes(Math.round(first * SECOND), Math.round(last * SECOND));
      planned.add(new LevelShare(planned.removeLast().plan(), due));
      return this;
    }

    /** Adds a request of a user that lasts from one time to another. */
    public Shard request(int user, double from, double to) {
      return sample(TestSample.at(nanos(from), nanos(to)).user(user).tokens(2));
    }

    Shard sample(TestSample sample) {
      entries.add(sample.level(levels - 1).sample());
      return this;
    }

    /** Converts a time of the common clock to the shard's monotonic clock. */
    long nanos(double seconds) {
      return startNanos() + Math.round(seconds * SECOND) - Math.round(startSeconds * SECOND);
    }

    private long startNanos() {
      return 7_000 * SECOND * (index + 1);
    }

    /** Ends the level: all of its requests were sent. Samples stand in the order of their ends. */
    public Shard end() {
      entries
          .subList(levelBegin + 1, entries.size())
          .sort(Comparator.comparingLong(entry -> ((Sample) entry).endNanos()));
      long sent =
          entries.stream()
              .filter(entry -> entry instanceof Sample sample && sample.level() == levels - 1)
              .count();
      LevelEnd.ClientCost cost =
          new LevelEnd.ClientCost(SECOND, SECOND / 10, 2, SECOND / 10, 0, 0, 0, 0, 0L, 0L, 0.0);
      entries.add(new LevelEnd(levels - 1, 0, 0, (int) sent, null, cost, null, null));
      return this;
    }

    Shard entry(Entry entry) {
      entries.add(entry);
      return this;
    }

    int lastLevel() {
      return levels - 1;
    }

    /** Writes the samples of a run that has ended so, and returns the folder. */
    public Path write(RunEnd end) {
      String startedAt =
          OffsetDateTime.parse(START)
              .plus(Math.round(startSeconds * SECOND), ChronoUnit.NANOS)
              .toString();
      RunHeader header =
          new RunHeader(
                  RecordedCommand.SWEEP,
                  startedAt,
                  startNanos(),
                  options,
                  ENVIRONMENT,
                  TestRun.CALIBRATION)
              .withShard(new RecordedShard(index, count, null, clock, maxInFlight, planned));
      try (SampleLog log = SampleLog.open(dir, header, entry -> {})) {
        entries.forEach(log::append);
        log.markRunEnd(end);
      }
      return dir;
    }

    /** Writes the samples of a complete run, and returns the folder. */
    public Path write() {
      return write(RunEnd.COMPLETE);
    }
  }

  /** Begins a shard in a folder named by its number. */
  public static Shard shard(Path parent, int index, int count) {
    return new Shard(parent.resolve("shard-" + index), index, count);
  }

  /**
   * Writes shards of one closed level of one user each, who sends a request of a second after the
   * other.
   *
   * @param starts for each shard, when its first request is sent
   * @param requests of each shard
   */
  static List<Path> closed(Path parent, int requests, double... starts) {
    List<Path> dirs = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      Shard shard = shard(parent, i, starts.length).level(Level.closed(1, requests, 0));
      for (int request = 0; request < requests; request++) {
        shard.request(1, starts[i] + request, starts[i] + request + 1);
      }
      dirs.add(shard.end().write());
    }
    return dirs;
  }
}
