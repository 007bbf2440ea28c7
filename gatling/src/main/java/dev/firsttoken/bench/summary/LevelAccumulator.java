package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Reconnect;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.slo.Slo;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accumulates the samples of one level into its {@link LevelSummary}. */
public final class LevelAccumulator {
  private final Level level;
  private final long epochNanos;
  private final LatencyAccumulator latencies;
  private final @Nullable Goodput goodput;
  private final TokenAccumulator tokens = new TokenAccumulator();
  private final CostWindowEvents costWindowEvents;
  private final DueSpan dueSpan = new DueSpan();
  private final SortedMap<FailureKind, Failure> failures = new TreeMap<>();
  private @Nullable SteadyWindow steadyWindow;
  private @Nullable LittlesLaw littlesLaw;
  private @Nullable LittlesLaw busyUsers;
  private @Nullable LevelEnd end;
  private long firstSend = Long.MAX_VALUE;
  private long lastEnd = Long.MIN_VALUE;
  private int ok;
  private int aborted;
  private int ramp;
  private int warmup;
  private int warmupFailed;
  private int resent;
  private int reconnected;
  private int rested;
  private int withoutLastEvent;
  private int ofAnotherType;
  private final FinishReasonCounts finishReasons = new FinishReasonCounts();

  /** The summary of everything added so far, or null if something was added since. */
  private @Nullable LevelSummary closed;

  /**
   * @param epochNanos offset from the samples' clock to nanoseconds since the epoch
   */
  public LevelAccumulator(Level level, @Nullable Slo slo, long epochNanos) {
    this.level = level;
    this.epochNanos = epochNanos;
    this.goodput = slo == null ? null : new Goodput(slo);
    this.latencies = new LatencyAccumulator(level.usesOpenModel());
    this.costWindowEvents = new CostWindowEvents(level.kind());
    this.steadyWindow = new SteadyWindow();
  }

  /** Adds the level's end. No sample follows it, so the per-request times are released. */
  public void end(LevelEnd levelEnd) {
    closed = null;
    end = levelEnd;
    littlesLaw = steadyLittlesLaw(true);
    busyUsers = steadyLittlesLaw(false);
    steadyWindow = null;
  }

  /**
   * Adds a sample.
   *
   * @return its times, or null if it is no measured response that succeeded
   */
  public @Nullable RequestTimes add(Sample sample) {
    closed = null;
    if (sample.isMeasured()) {
      return addMeasured(sample);
    }
    if (sample.phase() == Phase.RAMP) {
      ramp++;
      costWindowEvents.addRamp(sample);
    } else {
      boolean failed = sample.outcome() != Outcome.OK && sample.outcome() != Outcome.ABORTED;
      warmup++;
      warmupFailed += failed ? 1 : 0;
    }
    return null;
  }

  private @Nullable RequestTimes addMeasured(Sample sample) {
    firstSend = Math.min(firstSend, epochNanos + sample.sendNanos());
    dueSpan.add(sample);
    latencies.addSent(sample);
    costWindowEvents.addMeasured(sample);
    if (steadyWindow != null) {
      steadyWindow.add(sample);
    }
    resent += sample.reconnect() == Reconnect.RESENT ? 1 : 0;
    reconnected += sample.reconnect() == Reconnect.NONE ? 0 : 1;
    rested += sample.restNanos() > 0 ? 1 : 0;
    if (!isPlain() && (sample.outcome() == Outcome.OK || sample.finishReason() != null)) {
      finishReasons.add(sample.finishReason(), 1);
    }
    if (sample.outcome() != Outcome.ABORTED) {
      lastEnd = Math.max(lastEnd, epochNanos + sample.endNanos());
    }
    if (sample.outcome() == Outcome.OK) {
      return addResponse(sample);
    }
    addUnsuccessful(sample);
    return null;
  }

  private void addUnsuccessful(Sample sample) {
    switch (sample.outcome()) {
      case ABORTED -> aborted++;
      default ->
          failures.merge(
              FailureKind.of(sample.outcome(), sample.status()),
              new Failure(1, sample.detail(), sample.status()),
              Failure::merge);
    }
  }

  private RequestTimes addResponse(Sample sample) {
    ok++;
    withoutLastEvent += sample.lenience().hasNoLastEvent() ? 1 : 0;
    ofAnotherType += sample.lenience().isOfAnotherType() ? 1 : 0;
    RequestTimes times = RequestTimes.of(sample, level.kind());
    if (isPlain()) {
      latencies.addPlainResponse(sample, times);
      tokens.addPlain(sample);
    } else {
      latencies.addResponse(sample, times);
      tokens.add(sample, times);
    }
    if (goodput != null) {
      goodput.add(sample, times);
    }
    return times;
  }

  public Level level() {
    return level;
  }

  private boolean isPlain() {
    return level.kind() == RequestKind.MICRO;
  }

  /** Returns the number of requests of a phase that have ended so far. */
  public int ended(Phase phase) {
    return switch (phase) {
      case WARMUP -> warmup;
      case RAMP -> ramp;
      case MEASURED -> ok + failed() + aborted;
    };
  }

  /** Returns the number of measured requests that failed so far. */
  public int failed() {
    return failures.values().stream().mapToInt(Failure::count).sum();
  }

  /** Returns the number of successful responses so far. */
  public int ok() {
    return ok;
  }

  /** Returns the output tokens so far. */
  public long tokens() {
    return tokens.tokens();
  }

  /** Returns a rate per second of wall time so far; NaN if no request has ended. */
  public double perSecond(long count) {
    return wallTime().perSecond(count);
  }

  /** Returns a percentile so far, or {@link Sample#NONE} if there is no value. */
  public long percentile(Metric metric, Percentile percentile) {
    return latencies.percentile(metric, percentile.percent());
  }

  /** Returns the numbers so far. */
  public LevelSummary close() {
    LevelSummary summary = closed;
    if (summary == null) {
      summary =
          new LevelSummary(
              level,
              end,
              new RequestCounts(
                  ok,
                  aborted,
                  goodput == null ? null : goodput.good(),
                  ramp,
                  warmup,
                  warmupFailed,
                  resent,
                  reconnected,
                  rested,
                  withoutLastEvent,
                  ofAnotherType),
              Collections.unmodifiableSortedMap(new TreeMap<>(failures)),
              wallTime(),
              latencies.close(),
              tokens.close(),
              loadSummary(),
              finishReasons.close(),
              costWindowEvents.count());
      closed = summary;
    }
    return summary;
  }

  private WallTime wallTime() {
    return new WallTime(
        lastEnd == Long.MIN_VALUE ? List.of() : List.of(new WallTime.Span(firstSend, lastEnd)));
  }

  private LoadSummary loadSummary() {
    LevelEnd.InFlight inFlight = end == null ? null : end.inFlight();
    int maxInFlight = inFlight == null ? 0 : inFlight.max();
    boolean unknownRests = LevelSummary.hadUnrecordedRests(level, rested, failures);
    return new LoadSummary(
        ok == 0 || unknownRests ? null : steadyLittlesLaw(true),
        ok == 0 ? null : steadyLittlesLaw(false),
        maxInFlight,
        dueSpan.sentShare());
  }

  /**
   * @param withoutRests whether a user that rests by plan is expected to have no request in flight
   */
  private @Nullable LittlesLaw steadyLittlesLaw(boolean withoutRests) {
    if (steadyWindow == null) {
      return withoutRests ? littlesLaw : busyUsers;
    }
    // How busy the users were is always judged by the plan.
    if (!level.usesOpenModel() && !(isPlain() && withoutRests)) {
      return steadyWindow.littlesLaw(level.concurrency(), withoutRests);
    }
    LevelEnd.InFlight inFlight = end == null ? null : end.inFlight();
    return inFlight == null ? null : steadyWindow.littlesLaw(inFlight);
  }
}
