package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Slo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one level. Warm-up requests are counted and enter nothing else; failed ones count
 * for {@code wall} and enter no percentile.
 */
public final class LevelSummary {
  private Level level;
  private final long epochNanos;
  private final Latencies latencies;
  private final @Nullable Goodput goodput;
  private final Volume volume = new Volume();
  private final WindowEvents windowEvents = new WindowEvents();
  private @Nullable SteadyWindow steady = new SteadyWindow();
  private SteadyWindow.@Nullable Little little;
  private int absorbedMost;
  private final Map<Outcome, Failure> failures = new EnumMap<>(Outcome.class);
  private @Nullable LevelEnd end;
  private int ok;
  private int aborted;
  private int ramp;
  private int warmup;
  private int warmupFailed;
  private final Wall wall = new Wall();
  private final Pace pace = new Pace();
  private final Map<Check.Kind, Check> keptChecks = new EnumMap<>(Check.Kind.class);
  private final List<SteadyWindow.Little> absorbed = new ArrayList<>();

  /**
   * @param epochNanos what a stamp of the samples' clock lacks to nanoseconds since the epoch
   */
  LevelSummary(Level level, @Nullable Slo slo, long epochNanos) {
    this.epochNanos = epochNanos;
    this.level = level;
    this.goodput = slo == null ? null : new Goodput(slo);
    this.latencies = new Latencies(level.open());
  }

  /** No sample of it comes after this: what is kept of each request to look back is let go. */
  void end(LevelEnd said) {
    end = said;
    little = steadyLittle();
    steady = null;
  }

  void add(Sample sample) {
    if (!sample.measured()) {
      unmeasured(sample);
      return;
    }
    wall.sent(epochNanos + sample.sendNanos());
    pace.add(sample);
    latencies.sent(sample);
    windowEvents.measured(sample);
    if (steady != null) {
      steady.add(sample.user(), sample.sendNanos(), sample.endNanos());
    }
    switch (sample.outcome()) {
      case OK -> answered(sample);
      case ABORTED -> aborted++;
      default -> failures.merge(sample.outcome(), new Failure(1, sample.detail()), Failure::and);
    }
    if (sample.outcome() != Outcome.ABORTED) {
      wall.ended(epochNanos + sample.endNanos());
    }
  }

  /** Takes another result's level of the same load. */
  void absorb(Level plan, Fields that) {
    boolean first = end == null;
    level = first ? plan : and(plan);
    int sent = that.number("sent") + (end == null ? 0 : end.sent());
    ok += that.number("ok");
    aborted += that.number("aborted");
    ramp += that.number("ramp");
    warmup += that.number("warmup");
    warmupFailed += that.number("warmup_failed");
    end = new LevelEnd(0, warmup, ramp, sent, null, null, null, null);
    Fields failed = that.at("failures");
    for (Outcome outcome : Outcome.values()) {
      if (failed.json().has(outcome.label())) {
        Fields failure = failed.at(outcome.label());
        Failure read = new Failure(failure.number("count"), failure.textOrNull("example"));
        failures.merge(outcome, read, Failure::and);
      }
    }
    if (goodput != null) {
      goodput.add(that.number("good"));
    }
    latencies.absorb(that);
    volume.absorb(that);
    LevelJson.covered(that).forEach(wall::add);
    TrustJson.beside(that).forEach((kind, check) -> keptChecks.merge(kind, check, Check::worse));
    absorbedMost = Math.max(absorbedMost, LevelJson.mostInFlight(that));
    SteadyWindow.Little little = LevelJson.little(that);
    if (little != null) {
      absorbed.add(little);
    }
  }

  private Level and(Level other) {
    boolean counted = level.total() > 0 && other.total() > 0;
    return new Level(
        level.concurrency(),
        level.rate(),
        level.arrivals(),
        counted ? level.total() + other.total() : 0,
        Math.max(level.durationNanos(), other.durationNanos()),
        Math.max(level.rampNanos(), other.rampNanos()),
        level.warmup() + other.warmup());
  }

  private void unmeasured(Sample sample) {
    boolean failed = sample.outcome() != Outcome.OK && sample.outcome() != Outcome.ABORTED;
    if (sample.phase() == Phase.RAMP) {
      ramp++;
      windowEvents.ramp(sample);
    } else {
      warmup++;
      warmupFailed += failed ? 1 : 0;
    }
  }

  private void answered(Sample sample) {
    ok++;
    RequestTimes times = RequestTimes.of(sample);
    latencies.add(sample, times);
    volume.add(sample, times);
    if (goodput != null) {
      goodput.add(sample, times);
    }
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

  /** What the load said of the level when it was over; null where it never was. */
  public @Nullable LevelEnd end() {
    return end;
  }

  /** Requests that were sent while the load climbed, whatever came of them. */
  public int ramp() {
    return ramp;
  }

  /** Warm-up requests, whatever came of them. */
  public int warmup() {
    return warmup;
  }

  public int warmupFailed() {
    return warmupFailed;
  }

  /** Answered requests that meet every limit of the SLO by themselves; 0 without one. */
  public int good() {
    return goodput == null ? 0 : goodput.good();
  }

  /** Goodput as a share: good ÷ (answered + failed), not a number where there is no SLO. */
  public double goodShare() {
    return goodput == null ? Double.NaN : (double) good() / (ok + failed());
  }

  /** How the level stands against the SLO, an objective each; empty without one. */
  public List<SloCheck> slo() {
    return goodput == null ? List.of() : SloCheck.of(this, goodput.slo());
  }

  /** Meets all of its SLO; so does a level without one. */
  public boolean meets() {
    return slo().stream().allMatch(SloCheck::met);
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
    return wall.nanos();
  }

  /** The stretches of time that it took, in nanoseconds since the epoch. */
  List<Wall.Span> covered() {
    return wall.spans();
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

  /** Content events in the window that costs are measured in, whatever became of their streams. */
  long windowEvents() {
    return windowEvents.count();
  }

  Pace pace() {
    return pace;
  }

  /** Of a merged level: the worst of each check that only its parts could make. */
  Map<Check.Kind, Check> keptChecks() {
    return Collections.unmodifiableMap(keptChecks);
  }

  /** After a connection that failed a closed user rests: it idles by the plan. */
  boolean rested() {
    return !level.open() && failures.keySet().stream().anyMatch(Outcome::unconnected);
  }

  /** At once; 0 where nobody counted. */
  int mostInFlight() {
    LevelEnd.InFlight counted = end == null ? null : end.inFlight();
    return counted == null ? absorbedMost : counted.most();
  }

  /** Null where there is no steady window to look at. */
  SteadyWindow.@Nullable Little little() {
    if (ok == 0) {
      return null;
    }
    if (!absorbed.isEmpty()) {
      // It has to hold in each of them: two windows are not one.
      return absorbed.stream()
          .max(
              Comparator.comparing((SteadyWindow.Little part) -> !part.holds())
                  .thenComparingDouble(SteadyWindow.Little::error))
          .orElseThrow();
    }
    return rested() ? null : steadyLittle();
  }

  /**
   * How many of a closed level's users were at work, whether the law can be held to it or not; null
   * where there is no steady window to look at.
   */
  SteadyWindow.@Nullable Little atWork() {
    return absorbed.isEmpty() && ok > 0 ? steadyLittle() : little();
  }

  private SteadyWindow.@Nullable Little steadyLittle() {
    if (steady == null) {
      return little;
    }
    if (!level.open()) {
      return steady.little(level.concurrency());
    }
    LevelEnd.InFlight counted = end == null ? null : end.inFlight();
    return counted == null ? null : steady.little(counted);
  }

  /** Measured requests that were begun: the load's word, or the plan's, or the samples'. */
  int sent(boolean partial) {
    if (end != null) {
      return end.sent();
    }
    return partial || level.total() == 0 ? sampled() : level.total();
  }

  /**
   * Sent = answered + failed + aborted, where what was sent is the load's own count, which must be
   * the plan's where the plan has one and was not interrupted. Warm-up may end early, by time.
   */
  boolean conserved(boolean partial) {
    boolean ended = partial || level.durationNanos() > 0 || sent(false) == level.total();
    return ended
        && sampled() == sent(partial)
        && (level.total() == 0 || sampled() <= level.total())
        && warmup <= level.warmup();
  }
}
