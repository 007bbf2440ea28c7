package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watch over the first requests of a level, warm-up included. If all of them are refused for a
 * reason that more requests can't change, such as a wrong key or a body that the server rejects,
 * the run stops. A response that only says that the server is busy or failed, such as 429 or 500,
 * counts neither way.
 */
final class FailureWatch {
  private static final int MIN_REQUESTS = 10;
  private static final int MAX_REQUESTS = 50;
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 422);

  private final int requests;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile boolean worked;

  /**
   * @param users of the level: it takes twice as many refused requests, from 10 to 50
   */
  FailureWatch(int users) {
    this.requests = Math.clamp(2L * users, MIN_REQUESTS, MAX_REQUESTS);
  }

  /** Adds a request that has ended, on any thread. */
  void add(Sample sample) {
    if (worked || sample.outcome() == Outcome.ABORTED) {
      return;
    }
    if (isWorking(sample)) {
      worked = true;
    } else if (isRefused(sample)
        && refused.incrementAndGet() >= requests
        && stopped.compareAndSet(false, true)) {
      System.err.println(
          "bench: the run stops, because no request succeeded and %d were refused: %s: %s"
              .formatted(requests, sample.outcome().label(), sample.detail()));
    }
  }

  /** Returns true if the run is to stop. */
  boolean isStopped() {
    return stopped.get();
  }

  private static boolean isWorking(Sample sample) {
    return sample.outcome() == Outcome.OK || sample.eventNanos().length > 0;
  }

  private static boolean isRefused(Sample sample) {
    return sample.outcome().isConnectionFailure()
        || (sample.outcome() == Outcome.HTTP_STATUS && REFUSALS.contains(sample.status()));
  }
}
