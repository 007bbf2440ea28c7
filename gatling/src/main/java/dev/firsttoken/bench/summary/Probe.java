package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Check.Verdict;
import java.util.List;

/** What a level of a search says of its load. */
public enum Probe {
  /** All of the load was there, and its SLO is met. */
  MET,
  /** The load was not borne: by the SLO, by failures that it doesn't allow, or by a full queue. */
  MISSED,
  /** The numbers are not of that load, or can't be trusted. */
  UNDECIDED;

  static Probe of(LevelSummary level, Result result) {
    List<Check> checks = result.trust(level);
    boolean nothing = level.end() == null || level.sampled() == 0 || gone(level);
    if (nothing || checks.stream().anyMatch(Probe::broken)) {
      return UNDECIDED;
    }
    boolean there = there(level, checks);
    if (Pace.full(level, result.header()) && (!there || late(level))) {
      // Late with nearly all of it sent, it may have waited for the client as well.
      return there ? UNDECIDED : MISSED;
    }
    // Users who rested asked for less than the load: where that was too much already, all is.
    boolean tellsOfMore = there || level.rested();
    if (tellsOfMore && (failing(level, result) || slow(level, there))) {
      return MISSED;
    }
    return there && level.meets() ? MET : UNDECIDED;
  }

  /** A server that takes no connection at all says nothing of a load: it is there no more. */
  private static boolean gone(LevelSummary level) {
    return level.ok() == 0
        && level.failed() > 0
        && level.failures().keySet().stream().allMatch(Outcome::unconnected);
  }

  private static boolean failing(LevelSummary level, Result result) {
    return level.ok() == 0 || (level.failed() > 0 && !result.toleratesErrors());
  }

  /** Of less than the load a rate that is too low tells nothing. */
  private static boolean slow(LevelSummary level, boolean there) {
    return level.slo().stream()
        .filter(check -> there || !(check.objective() instanceof Objective.Rate))
        .anyMatch(SloCheck::missedByValue);
  }

  /**
   * Whether all of the load was. One too short to tell was not where most of it went out late, or
   * users rested.
   */
  private static boolean there(LevelSummary level, List<Check> checks) {
    return checks.stream()
        .filter(check -> check.kind() == Kind.LOAD)
        .allMatch(
            load ->
                load.verdict() == Verdict.PASS
                    || (load.verdict() == Verdict.UNSEEN && !late(level) && !level.rested()));
  }

  /** That nothing was answered is the server's doing, and so a miss. */
  private static boolean broken(Check check) {
    return check.verdict() == Verdict.FAIL && check.kind() != Kind.ANSWERED;
  }

  private static boolean late(LevelSummary level) {
    return level.latencies().of(Metric.SEND_LAG).at(50) > Pace.LATE_NANOS;
  }
}
