package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.SampleCursor;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one shard, read level by level and moved to the clock that all shards share: the wall
 * clock, because each machine has a monotonic clock of its own.
 */
final class ShardReader implements AutoCloseable {
  private final Path dir;
  private final RunHeader header;
  private final RecordedShard shard;
  private final SampleCursor cursor;
  private final Summarizer own;

  /** Reading of the wall clock when the shard's monotonic clock reads 0. */
  private final long epochNanos;

  /** Reading of the shared clock when the shard's monotonic clock reads 0. */
  private long offsetNanos;

  private @Nullable Entry head;
  private @Nullable LevelEnd levelEnd;

  private ShardReader(Path dir, SampleFile samples, RecordedShard shard) {
    this.dir = dir;
    this.header = samples.header();
    this.shard = shard;
    this.epochNanos = epochNanos(dir, header);
    this.own = new Summarizer(header);
    this.cursor = samples.cursor();
  }

  /**
   * Opens the folder of a shard; the caller closes it.
   *
   * @throws IllegalArgumentException one sentence: the folder, why it is not a shard, and the way
   *     out
   */
  static ShardReader open(Path dir) {
    Path file = dir.resolve(SampleLog.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s contains no %s: shards are merged from their samples; give the folder of each shard"
              .formatted(dir, SampleLog.FILE_NAME));
    }
    try {
      SampleFile samples = SampleFile.open(file);
      RecordedShard shard = samples.header().shard();
      if (shard == null) {
        throw new IllegalArgumentException(
            dir + " is a whole run, not a shard; merge the shards of one load by themselves");
      }
      return new ShardReader(dir, samples, shard);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s; without this folder, the merge counts its shard as missing"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static long epochNanos(Path dir, RunHeader header) {
    try {
      Instant startedAt = OffsetDateTime.parse(header.startedAt()).toInstant();
      return Math.subtractExact(
          ChronoUnit.NANOS.between(Instant.EPOCH, startedAt), header.startNanos());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s: its started_at must lie between 1678 and 2261, but is %s"
              .formatted(dir, header.startedAt()),
          e);
    }
  }

  /**
   * Reads the first entry.
   *
   * @param originEpochNanos reading of the wall clock when the shared clock reads 0
   */
  void begin(long originEpochNanos) {
    offsetNanos = epochNanos - originEpochNanos;
    advance();
  }

  private void advance() {
    head = cursor.next();
    if (head != null) {
      own.add(head);
    }
  }

  /** Returns the plan of the level that comes next, or null if there is none. */
  @Nullable Level nextLevel() {
    return head instanceof LevelBegin begin ? begin.plan() : null;
  }

  /**
   * Returns the shard's part of a level that comes next, or that it ended before.
   *
   * @param index position of the level in the plan
   */
  LevelShare part(int index) {
    List<LevelShare> planned = shard.levels();
    if (index >= planned.size()) {
      throw new IllegalArgumentException(
          "%s has samples of more levels than the %,d of its plan".formatted(dir, planned.size()));
    }
    Level next = nextLevel();
    LevelShare part = planned.get(index);
    return next == null ? part : new LevelShare(next, part.due());
  }

  /** Begins the level that comes next. */
  void beginLevel() {
    levelEnd = null;
    advance();
  }

  /** Returns true if the current level has another sample. */
  boolean hasSample() {
    while (head != null && !(head instanceof Sample) && !(head instanceof LevelBegin)) {
      if (head instanceof LevelEnd end) {
        levelEnd = end;
      }
      advance();
    }
    return head instanceof Sample;
  }

  /** Time of the shared clock at which the next sample's request ended. */
  long nextEndNanos() {
    return head instanceof Sample sample ? sample.endNanos() + offsetNanos : Long.MAX_VALUE;
  }

  /** Returns the next sample by the shared clock; only if there is one. */
  Sample takeSample() {
    if (!(head instanceof Sample sample)) {
      throw new IllegalStateException("no sample is next");
    }
    advance();
    return sample.onClock(offsetNanos, sample.user() * shard.count() + shard.index());
  }

  /** Returns the end of the current level, or null if its file ends before it. */
  @Nullable LevelEnd levelEnd() {
    return levelEnd;
  }

  /** Returns the count of requests in flight by the shared clock, or null if there is none. */
  LevelEnd.@Nullable InFlight inFlight() {
    LevelEnd.InFlight counted = levelEnd == null ? null : levelEnd.inFlight();
    return counted == null
        ? null
        : new LevelEnd.InFlight(
            counted.fromNanos() + offsetNanos,
            counted.toNanos() + offsetNanos,
            counted.requestNanos(),
            counted.max());
  }

  /** Returns how the run of the shard ended; after its last entry. */
  RunEnd end() {
    return cursor.end();
  }

  /** Returns the shard's own numbers; after its last entry. */
  Result result() {
    return own.result(end());
  }

  RunHeader header() {
    return header;
  }

  RecordedShard shard() {
    return shard;
  }

  String name() {
    return dir.toString();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
