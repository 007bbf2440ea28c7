package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the failed requests of a level, for the limit of the user. Warm-up requests don't
 * count, as in the numbers of the level; {@link FailureWatch} stops a warm-up that fails.
 */
final class ErrorWatch {
  private final ErrorLimit limit;
  private int ended;
  private int failed;
  private boolean hasRamp;
  private volatile @Nullable String stopReason;

  ErrorWatch(ErrorLimit limit) {
    this.limit = limit;
  }

  /** Adds a request that has ended, on any thread. */
  synchronized void add(Sample sample) {
    boolean counts = sample.phase() != Phase.WARMUP && sample.outcome() != Outcome.ABORTED;
    if (!counts || stopReason != null) {
      return;
    }
    hasRamp |= sample.phase() == Phase.RAMP;
    ended++;
    if (sample.outcome() == Outcome.OK) {
      return;
    }
    failed++;
    if (limit.isExceeded(failed, ended)) {
      stopReason =
          "%d of %d requests failed%s, which is more than --max-errors=%s allows"
              .formatted(failed, ended, hasRamp ? " (ramp included)" : "", limit.text());
    }
  }

  /** Returns why the run is to stop, as the rest of "because ..."; null if it is not. */
  @Nullable String stopReason() {
    return stopReason;
  }
}
