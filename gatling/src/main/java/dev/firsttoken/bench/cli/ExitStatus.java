package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.result.Result;

/** How the command line ends. A signal ends it with 128 and the signal's number. */
final class ExitStatus {
  static final int SUCCESS = 0;

  /** Requests or checks failed, or no answer came; what was measured is written all the same. */
  static final int FAILED = 1;

  /** What was typed can't be used. */
  static final int USAGE = 2;

  /** The target can't be reached. */
  static final int UNREACHABLE = 3;

  /** All was measured, and it is not good enough. */
  static final int SLO_MISSED = 4;

  private ExitStatus() {}

  /**
   * How a run ends that was measured: what failed counts as that, unless the SLO says how much may.
   * Numbers that can't be trusted neither meet an SLO nor miss it.
   */
  static int statusFor(Result result) {
    if (result.partial() || result.isSearchUndecided()) {
      return FAILED;
    }
    if (result.foundLevel() != null) {
      return SUCCESS; // Whatever became of the probes beyond it.
    }
    if (!result.isValid()) {
      return FAILED;
    }
    if (!result.breaches().isEmpty()) {
      return SLO_MISSED;
    }
    return result.failed() > 0 && !result.allowsErrors() ? FAILED : SUCCESS;
  }
}
