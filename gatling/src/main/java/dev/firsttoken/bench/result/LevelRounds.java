package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.LevelAccumulator;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.SummaryMerger;
import dev.firsttoken.bench.timeline.LevelTimeline;
import dev.firsttoken.bench.timeline.TimelineAccumulator;
import dev.firsttoken.bench.trust.LevelChecks;
import dev.firsttoken.bench.trust.TrustCheck;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one load at one target. Rounds that have ended are kept as one merged summary, so
 * that memory does not grow with their number.
 */
final class LevelRounds {
  private final RunHeader header;
  private final List<RoundResult> endedRounds = new ArrayList<>();
  private @Nullable LevelSummary endedSummary;
  private LevelTimeline endedTimeline = LevelTimeline.UNKNOWN;
  private LevelAccumulator current;
  private TimelineAccumulator currentTimeline;

  /** All rounds as they were joined last, and the round that was the last one then. */
  private LevelTimeline joinedTimeline = LevelTimeline.UNKNOWN;

  private @Nullable LevelTimeline joinedRound;
  private @Nullable String failure;

  LevelRounds(RunHeader header, LevelAccumulator first) {
    this.header = header;
    this.current = first;
    this.currentTimeline = new TimelineAccumulator(first.level().round());
  }

  /** Returns true if a level is a later round of this load. */
  boolean isContinuedBy(Level next) {
    Level plan = current.level();
    return plan.target().equals(next.target())
        && plan.kind() == next.kind()
        && plan.name().equals(next.name())
        && plan.arrivals() == next.arrivals()
        && plan.round() < next.round();
  }

  LevelAccumulator current() {
    return current;
  }

  String target() {
    return current.level().target();
  }

  /** Adds a sample of the current round. */
  void add(Sample sample) {
    currentTimeline.add(sample, current.add(sample));
  }

  /** Adds the end of the current round. */
  void end(LevelEnd levelEnd) {
    current.end(levelEnd);
    currentTimeline.end();
  }

  /** Closes the current round and begins the next one. */
  void begin(LevelAccumulator next) {
    LevelSummary ended = current.close();
    endedRounds.add(round(ended, false));
    endedSummary = merge(ended);
    endedTimeline = timeline();
    current = next;
    currentTimeline = new TimelineAccumulator(next.level().round());
    failure = null;
  }

  /** Marks the current round as cut short, if it has not ended. */
  void fail(String target, String reason) {
    if (current.level().target().equals(target) && current.close().end() == null) {
      failure = reason;
    }
  }

  /** Joins the rounds again only if the current one has changed: all TTFTs are sorted for it. */
  @SuppressWarnings("ReferenceEquality") // the same one, and not one that happens to be equal
  private LevelTimeline timeline() {
    LevelTimeline round = currentTimeline.close();
    if (joinedRound != round) {
      joinedTimeline = endedTimeline.followedBy(round);
      joinedRound = round;
    }
    return joinedTimeline;
  }

  private LevelSummary merge(LevelSummary next) {
    return endedSummary == null ? next : SummaryMerger.mergeRounds(endedSummary, next);
  }

  /**
   * Closes all rounds into the numbers of the level.
   *
   * @param partial whether the run was interrupted, or the target failed, so that less may have
   *     been sent than planned
   * @param isCutShort whether the run stopped in its current round
   */
  LevelResult close(boolean partial, boolean isCutShort) {
    LevelSummary last = current.close();
    List<RoundResult> rounds = new ArrayList<>(endedRounds);
    rounds.add(round(last, isCutShort));
    return LevelResult.of(merge(last), rounds, header, partial, Map.of()).withTimeline(timeline());
  }

  /** Closes the current round alone. */
  LevelResult closeCurrent() {
    return LevelResult.of(current.close(), List.of(), header, false, Map.of());
  }

  private RoundResult round(LevelSummary summary, boolean isCutShort) {
    Map<RoundMetric, Double> values = new EnumMap<>(RoundMetric.class);
    for (RoundMetric metric : RoundMetric.values()) {
      double value = metric.of(summary);
      if (Double.isFinite(value)) {
        values.put(metric, value);
      }
    }
    return new RoundResult(summary.level().round(), doubt(summary, isCutShort), values);
  }

  private @Nullable String doubt(LevelSummary summary, boolean isCutShort) {
    if (failure != null) {
      return failure;
    }
    if (summary.end() == null || isCutShort || summary.aborted() > 0) {
      return "The round was interrupted.";
    }
    return LevelChecks.evaluate(summary, header, false, Map.of()).stream()
        .filter(TrustCheck::hasFailed)
        .map(TrustCheck::message)
        .findFirst()
        .orElse(null);
  }
}
