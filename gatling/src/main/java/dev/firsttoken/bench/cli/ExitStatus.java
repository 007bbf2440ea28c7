package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.BenchRun;
import dev.firsttoken.bench.samples.RecordedCommand;

/** Exit status of the command line. A signal exits with 128 plus the signal's number. */
public final class ExitStatus {
  public static final int SUCCESS = 0;

  /**
   * Requests or checks failed, or the result is invalid or partial. The result is written anyway.
   */
  public static final int FAILED = 1;

  /** Wrong usage: an unknown or invalid flag. */
  public static final int USAGE = 2;

  /** The target can't be reached. */
  public static final int UNREACHABLE = 3;

  /** Everything was measured, and an SLO was missed or an expectation failed. */
  public static final int SLO_MISSED = 4;

  private ExitStatus() {}

  /** Finishes a run whose load has ended, and returns its status. */
  static int statusOf(BenchRun run) {
    Result result = run.finish();
    return result == null || !run.isWritten() ? FAILED : statusFor(result);
  }

  /**
   * Returns the status of a measured run. Failed requests are a failure, unless the SLO limits
   * errors. Invalid numbers neither meet an SLO nor miss it.
   */
  static int statusFor(Result result) {
    MergedShards shards = result.shards();
    if (shards != null && !shards.isWhole()) {
      return FAILED;
    }
    if (result.partial() || result.isSearchUndecided()) {
      return FAILED;
    }
    if (result.header().command() == RecordedCommand.COMPARE) {
      return statusOfComparison(result);
    }
    if (result.foundLevel() != null) {
      return SUCCESS; // probes at higher loads may fail
    }
    if (!result.isValid()) {
      return FAILED;
    }
    if (!result.breaches().isEmpty()) {
      return SLO_MISSED;
    }
    return result.failed() > 0 && !result.allowsErrors() ? FAILED : SUCCESS;
  }

  /** A server that could not be measured to the end is a failure; the others are compared. */
  private static int statusOfComparison(Result result) {
    if (!result.allTargetsMeasured() || !result.isValid() || result.failed() > 0) {
      return FAILED;
    }
    return statusFor(Comparison.of(result));
  }

  /** Returns the status of what was expected of a comparison. */
  static int statusFor(Comparison comparison) {
    return comparison.meetsExpectations() ? SUCCESS : SLO_MISSED;
  }
}
