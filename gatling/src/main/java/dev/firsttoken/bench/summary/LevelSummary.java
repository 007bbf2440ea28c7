package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.report.export.LevelJson;
import dev.firsttoken.bench.report.export.TrustJson;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Slo;
import dev.firsttoken.bench.trust.LoadChecks;
import dev.firsttoken.bench.trust.TrustCheck;
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
  private final TokenVolume volume = new TokenVolume();
  private final CostWindowEvents costWindowEvents = new CostWindowEvents();
  private @Nullable SteadyWindow steadyWindow = new SteadyWindow();
  private SteadyWindow.@Nullable LittlesLaw littlesLaw;
  private int mergedMaxInFlight;
  private final Map<Outcome, Failure> failures = new EnumMap<>(Outcome.class);
  private @Nullable LevelEnd end;
  private int ok;
  private int aborted;
  private int ramp;
  private int warmup;
  private int warmupFailed;
  private final WallTime wallTime = new WallTime();
  private final LoadChecks loadChecks = new LoadChecks();
  private final Map<TrustCheck.Kind, TrustCheck> mergedChecks =
      new EnumMap<>(TrustCheck.Kind.class);
  private final List<SteadyWindow.LittlesLaw> mergedLittlesLaws = new ArrayList<>();

  /**
   * @param epochNanos what a stamp of the samples' clock lacks to nanoseconds since the epoch
   */
  public LevelSummary(Level level, @Nullable Slo slo, long epochNanos) {
    this.epochNanos = epochNanos;
    this.level = level;
    this.goodput = slo == null ? null : new Goodput(slo);
    this.latencies = new Latencies(level.usesOpenModel());
  }

  /** No sample of it comes after this: what is kept of each request to look back is let go. */
  public void end(LevelEnd levelEnd) {
    end = levelEnd;
    littlesLaw = steadyLittlesLaw();
    steadyWindow = null;
  }

  public void add(Sample sample) {
    if (!sample.isMeasured()) {
      addUnmeasured(sample);
      return;
    }
    wallTime.recordSend(epochNanos + sample.sendNanos());
    loadChecks.add(sample);
    latencies.addSent(sample);
    costWindowEvents.addMeasured(sample);
    if (steadyWindow != null) {
      steadyWindow.add(sample.user(), sample.sendNanos(), sample.endNanos());
    }
    switch (sample.outcome()) {
      case OK -> addResponse(sample);
      case ABORTED -> aborted++;
      default -> failures.merge(sample.outcome(), new Failure(1, sample.detail()), Failure::merge);
    }
    if (sample.outcome() != Outcome.ABORTED) {
      wallTime.recordEnd(epochNanos + sample.endNanos());
    }
  }

  /** Takes another result's level of the same load. */
  public void merge(Level plan, JsonFields other) {
    boolean first = end == null;
    level = first ? plan : mergedPlan(plan);
    int sent = other.intValue("sent") + (end == null ? 0 : end.sent());
    ok += other.intValue("ok");
    aborted += other.intValue("aborted");
    ramp += other.intValue("ramp");
    warmup += other.intValue("warmup");
    warmupFailed += other.intValue("warmup_failed");
    end = new LevelEnd(0, warmup, ramp, sent, null, null, null, null);
    JsonFields failed = other.object("failures");
    for (Outcome outcome : Outcome.values()) {
      if (failed.json().has(outcome.label())) {
        JsonFields failure = failed.object(outcome.label());
        Failure parsed = new Failure(failure.intValue("count"), failure.stringOrNull("example"));
        failures.merge(outcome, parsed, Failure::merge);
      }
    }
    if (goodput != null) {
      goodput.add(other.intValue("good"));
    }
    latencies.merge(other);
    volume.merge(other);
    LevelJson.parseCovered(other).forEach(wallTime::addSpan);
    TrustJson.parseMeasuredChecks(other)
        .forEach((kind, trustCheck) -> mergedChecks.merge(kind, trustCheck, TrustCheck::worseOf));
    mergedMaxInFlight = Math.max(mergedMaxInFlight, LevelJson.parseMaxInFlight(other));
    SteadyWindow.LittlesLaw littlesLaw = LevelJson.parseLittlesLaw(other);
    if (littlesLaw != null) {
      mergedLittlesLaws.add(littlesLaw);
    }
  }

  private Level mergedPlan(Level other) {
    boolean bothHaveTotals = level.total() > 0 && other.total() > 0;
    return new Level(
        level.concurrency(),
        level.rate(),
        level.arrivals(),
        bothHaveTotals ? level.total() + other.total() : 0,
        Math.max(level.durationNanos(), other.durationNanos()),
        Math.max(level.rampNanos(), other.rampNanos()),
        level.warmup() + other.warmup());
  }

  private void addUnmeasured(Sample sample) {
    boolean failed = sample.outcome() != Outcome.OK && sample.outcome() != Outcome.ABORTED;
    if (sample.phase() == Phase.RAMP) {
      ramp++;
      costWindowEvents.addRamp(sample);
    } else {
      warmup++;
      warmupFailed += failed ? 1 : 0;
    }
  }

  private void addResponse(Sample sample) {
    ok++;
    RequestTimes times = RequestTimes.of(sample);
    latencies.addResponse(sample, times);
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
    return goodput == null ? List.of() : SloCheck.evaluate(this, goodput.slo());
  }

  /** Meets all of its SLO; so does a level without one. */
  public boolean meetsSlo() {
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
    return wallTime.nanos();
  }

  /** The stretches of time that it took, in nanoseconds since the epoch. */
  public List<WallTime.Span> coveredSpans() {
    return wallTime.spans();
  }

  /** Per second of wall; not a number where there is no wall. */
  public double perSecond(long count) {
    return wallNanos() <= 0 ? Double.NaN : count * 1e9 / wallNanos();
  }

  public Latencies latencies() {
    return latencies;
  }

  public TokenVolume volume() {
    return volume;
  }

  /** Content events in the window that costs are measured in, whatever became of their streams. */
  public long costWindowEvents() {
    return costWindowEvents.count();
  }

  public LoadChecks loadChecks() {
    return loadChecks;
  }

  /** Of a merged level: the worst of each check that only its parts could make. */
  public Map<TrustCheck.Kind, TrustCheck> mergedChecks() {
    return Collections.unmodifiableMap(mergedChecks);
  }

  /** After a connection that failed a closed user rests: it idles by the plan. */
  public boolean hadIdleBackoff() {
    return !level.usesOpenModel()
        && failures.keySet().stream().anyMatch(Outcome::isConnectionFailure);
  }

  /** At once; 0 where nobody counted. */
  public int maxInFlight() {
    LevelEnd.InFlight inFlight = end == null ? null : end.inFlight();
    return inFlight == null ? mergedMaxInFlight : inFlight.most();
  }

  /** Null where there is no steady window to look at. */
  public SteadyWindow.@Nullable LittlesLaw littlesLaw() {
    if (ok == 0) {
      return null;
    }
    if (!mergedLittlesLaws.isEmpty()) {
      // It has to hold in each of them: two windows are not one.
      return mergedLittlesLaws.stream()
          .max(
              Comparator.comparing((SteadyWindow.LittlesLaw law) -> !law.holds())
                  .thenComparingDouble(SteadyWindow.LittlesLaw::relativeError))
          .orElseThrow();
    }
    return hadIdleBackoff() ? null : steadyLittlesLaw();
  }

  /**
   * How many of a closed level's users were at work, whether the law can be held to it or not; null
   * where there is no steady window to look at.
   */
  public SteadyWindow.@Nullable LittlesLaw busyUsers() {
    return mergedLittlesLaws.isEmpty() && ok > 0 ? steadyLittlesLaw() : littlesLaw();
  }

  private SteadyWindow.@Nullable LittlesLaw steadyLittlesLaw() {
    if (steadyWindow == null) {
      return littlesLaw;
    }
    if (!level.usesOpenModel()) {
      return steadyWindow.littlesLaw(level.concurrency());
    }
    LevelEnd.InFlight inFlight = end == null ? null : end.inFlight();
    return inFlight == null ? null : steadyWindow.littlesLaw(inFlight);
  }

  /** Measured requests that were begun: the load's word, or the plan's, or the samples'. */
  public int sent(boolean partial) {
    if (end != null) {
      return end.sent();
    }
    return partial || level.total() == 0 ? sampled() : level.total();
  }

  /**
   * Sent = answered + failed + aborted, where what was sent is the load's own count, which must be
   * the plan's where the plan has one and was not interrupted. Warm-up may end early, by time.
   */
  public boolean isConserved(boolean partial) {
    boolean matchesPlan = partial || level.durationNanos() > 0 || sent(false) == level.total();
    return matchesPlan
        && sampled() == sent(partial)
        && (level.total() == 0 || sampled() <= level.total())
        && warmup <= level.warmup();
  }
}
