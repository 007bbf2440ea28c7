package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.trust.LoadChecks;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.List;

/** What a level of a search says of its load. */
public enum ProbeVerdict {
  /** All of the load was there, and its SLO is met. */
  MET,
  /** The load was not borne: by the SLO, by failures that it doesn't allow, or by a full queue. */
  MISSED,
  /** The numbers are not of that load, or can't be trusted. */
  UNDECIDED;

  static ProbeVerdict classify(LevelSummary level, Result result) {
    List<TrustCheck> checks = result.checks(level);
    boolean noData = level.end() == null || level.sampled() == 0 || isServerDown(level);
    if (noData || checks.stream().anyMatch(ProbeVerdict::isInvalidating)) {
      return UNDECIDED;
    }
    boolean loadReached = isLoadReached(level, checks);
    if (LoadChecks.isInFlightLimitReached(level, result.header())
        && (!loadReached || isSentLate(level))) {
      // Late with nearly all of it sent, it may have waited for the client as well.
      return loadReached ? UNDECIDED : MISSED;
    }
    // Users who rested asked for less than the load: where that was too much already, all is.
    boolean canMiss = loadReached || level.hadIdleBackoff();
    if (canMiss && (hasTooManyFailures(level, result) || missesSlo(level, loadReached))) {
      return MISSED;
    }
    return loadReached && level.meetsSlo() ? MET : UNDECIDED;
  }

  /** A server that takes no connection at all says nothing of a load: it is there no more. */
  private static boolean isServerDown(LevelSummary level) {
    return level.ok() == 0
        && level.failed() > 0
        && level.failures().keySet().stream().allMatch(Outcome::isConnectionFailure);
  }

  private static boolean hasTooManyFailures(LevelSummary level, Result result) {
    return level.ok() == 0 || (level.failed() > 0 && !result.allowsErrors());
  }

  /** Of less than the load a rate that is too low tells nothing. */
  private static boolean missesSlo(LevelSummary level, boolean loadReached) {
    return level.slo().stream()
        .filter(check -> loadReached || !(check.objective() instanceof Objective.Rate))
        .anyMatch(SloCheck::isMissedByValue);
  }

  /**
   * Whether all of the load was. One too short to tell was not where most of it went out late, or
   * users rested.
   */
  private static boolean isLoadReached(LevelSummary level, List<TrustCheck> checks) {
    return checks.stream()
        .filter(trustCheck -> trustCheck.kind() == Kind.LOAD)
        .allMatch(
            load ->
                load.verdict() == Verdict.PASS
                    || (load.verdict() == Verdict.UNSEEN
                        && !isSentLate(level)
                        && !level.hadIdleBackoff()));
  }

  /** That nothing was answered is the server's doing, and so a miss. */
  private static boolean isInvalidating(TrustCheck trustCheck) {
    return trustCheck.verdict() == Verdict.FAIL && trustCheck.kind() != Kind.ANSWERED;
  }

  private static boolean isSentLate(LevelSummary level) {
    return level.latencies().distribution(Metric.SEND_LAG).percentile(50)
        > LoadChecks.MAX_SEND_LAG_NANOS;
  }
}
