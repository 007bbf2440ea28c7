package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one level. Warm-up requests are counted and enter nothing else; failed ones count
 * for {@code wall} and enter no percentile.
 */
public final class LevelSummary {
  private final Level level;
  private final Latencies latencies = new Latencies();
  private final Volume volume = new Volume();
  private final SteadyWindow steady = new SteadyWindow();
  private final Map<Outcome, Failure> failures = new EnumMap<>(Outcome.class);
  private int ok;
  private int aborted;
  private int warmup;
  private int warmupFailed;
  private long firstSend = Long.MAX_VALUE;
  private long lastEnd = Long.MIN_VALUE;

  LevelSummary(Level level) {
    this.level = level;
  }

  void add(Sample sample) {
    if (sample.warmup()) {
      warmup++;
      boolean failed = sample.outcome() != Outcome.OK && sample.outcome() != Outcome.ABORTED;
      warmupFailed += failed ? 1 : 0;
      return;
    }
    firstSend = Math.min(firstSend, sample.sendNanos());
    steady.add(sample.user(), sample.sendNanos(), sample.endNanos());
    switch (sample.outcome()) {
      case OK -> answered(sample);
      case ABORTED -> aborted++;
      default -> failures.merge(sample.outcome(), new Failure(1, sample.detail()), Failure::and);
    }
    if (sample.outcome() != Outcome.ABORTED) {
      lastEnd = Math.max(lastEnd, sample.endNanos());
    }
  }

  private void answered(Sample sample) {
    ok++;
    RequestTimes times = RequestTimes.of(sample);
    latencies.add(sample, times);
    volume.add(sample, times);
  }

  public Level level() {
    return level;
  }

  public int ok() {
    return ok;
  }

  public int failed() {
    return failures.values().stream().mapToInt(Failure::count).sum();
  }

  public int aborted() {
    return aborted;
  }

  /** Requests that left a sample, warm-up not counted. */
  public int sampled() {
    return ok + failed() + aborted;
  }

  /** Warm-up requests, whatever came of them. */
  public int warmup() {
    return warmup;
  }

  public int warmupFailed() {
    return warmupFailed;
  }

  /** By how they ended, in the order of {@link Outcome}. */
  public Map<Outcome, Failure> failures() {
    return Collections.unmodifiableMap(failures);
  }

  /**
   * First send to the last end of an answered or failed request, in nanoseconds, or {@link
   * Sample#NONE} where none ended.
   */
  public long wallNanos() {
    return lastEnd == Long.MIN_VALUE ? Sample.NONE : lastEnd - firstSend;
  }

  /** Per second of wall; not a number where there is no wall. */
  public double perSecond(long count) {
    return wallNanos() <= 0 ? Double.NaN : count * 1e9 / wallNanos();
  }

  public Latencies latencies() {
    return latencies;
  }

  public Volume volume() {
    return volume;
  }

  /** Null where there is no steady window to look at. */
  SteadyWindow.@Nullable Little little() {
    return ok == 0 ? null : steady.little(level.concurrency());
  }

  /**
   * Sent = answered + failed + aborted, where what was sent is the plan's word: all of a finished
   * level, and no more than that of an interrupted one. Warm-up may end early, by time.
   */
  boolean conserved(boolean partial) {
    boolean all = partial ? sampled() <= level.total() : sampled() == level.total();
    return all && warmup <= level.warmup();
  }
}
