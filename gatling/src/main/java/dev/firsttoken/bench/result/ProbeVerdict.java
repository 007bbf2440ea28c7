package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.RunSettings;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.trust.LoadChecks;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.List;

/** Verdict on a probe, the level of a search: did it sustain its load? */
public enum ProbeVerdict {
  /** All of the load was sent, and it meets the SLO. */
  MET,
  /** The load was too much: by the SLO, by failures it does not allow, or by a full queue. */
  MISSED,
  /** The numbers are not of that load, or can't be trusted. */
  UNDECIDED;

  static ProbeVerdict classify(
      LevelSummary level, List<TrustCheck> checks, List<SloCheck> slo, RunSettings settings) {
    boolean noData = level.end() == null || level.sampled() == 0 || isServerDown(level);
    if (noData || checks.stream().anyMatch(ProbeVerdict::isInvalidating)) {
      return UNDECIDED;
    }
    boolean loadReached = isLoadReached(level, checks);
    if (LoadChecks.isInFlightLimitReached(level, settings)
        && (!loadReached || LoadChecks.isMostlySentLate(level))) {
      // If nearly all of it was sent, though late, it may have waited for the client as well.
      return loadReached ? UNDECIDED : MISSED;
    }
    // Idle users send less than the load: if that was too much already, the whole load is.
    boolean canMiss = loadReached || level.hadRests();
    if (canMiss && (hasTooManyFailures(level, settings) || missesSlo(slo, loadReached))) {
      return MISSED;
    }
    return loadReached && slo.stream().allMatch(SloCheck::met) ? MET : UNDECIDED;
  }

  /** A server that accepts no connection says nothing about a load: it is no longer there. */
  private static boolean isServerDown(LevelSummary level) {
    return level.ok() == 0
        && level.failed() > 0
        && level.failures().keySet().stream()
            .allMatch(kind -> kind.outcome().isConnectionFailure());
  }

  private static boolean hasTooManyFailures(LevelSummary level, RunSettings settings) {
    return level.ok() == 0 || (level.failed() > 0 && !settings.allowsErrors());
  }

  /** A rate that is too low says nothing if less than the load was sent. */
  private static boolean missesSlo(List<SloCheck> slo, boolean loadReached) {
    return slo.stream()
        .filter(check -> loadReached || !(check.objective() instanceof Objective.Rate))
        .anyMatch(SloCheck::isMissedByValue);
  }

  /**
   * Returns true if all of the load was sent. A load too short to judge counts as sent, unless most
   * of it was late or users were idle.
   */
  private static boolean isLoadReached(LevelSummary level, List<TrustCheck> checks) {
    return checks.stream()
        .filter(check -> check.kind() == Kind.LOAD)
        .allMatch(
            load ->
                load.verdict() == Verdict.PASS
                    || (load.verdict() == Verdict.UNSEEN
                        && !LoadChecks.isMostlySentLate(level)
                        && !level.hadRests()));
  }

  /** A level whose requests fail, all or most of them, is a miss by the server, and not invalid. */
  private static boolean isInvalidating(TrustCheck check) {
    return check.hasFailed() && check.kind() != Kind.ANSWERED && check.kind() != Kind.FAILURES;
  }
}
