package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import org.jspecify.annotations.Nullable;

/** Watch over the failed requests of a level, warm-up included, for the limit of the user. */
final class ErrorWatch {
  private final ErrorLimit limit;
  private int ended;
  private int failed;
  private volatile @Nullable String stopReason;

  ErrorWatch(ErrorLimit limit) {
    this.limit = limit;
  }

  /** Adds a request that has ended, on any thread. */
  synchronized void add(Sample sample) {
    if (sample.outcome() == Outcome.ABORTED || stopReason != null) {
      return;
    }
    ended++;
    if (sample.outcome() == Outcome.OK) {
      return;
    }
    failed++;
    if (limit.isExceeded(failed, ended)) {
      stopReason =
          "%d of %d requests failed, which is more than --max-errors=%s allows"
              .formatted(failed, ended, limit.text());
    }
  }

  /** Returns why the run is to stop, as the rest of "because ..."; null if it is not. */
  @Nullable String stopReason() {
    return stopReason;
  }
}
