package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the first requests of a level, warm-up included. The run stops if none of them works
 * and
 *
 * <ul>
 *   <li>so many are refused for a reason that more requests can't change, such as a wrong key or a
 *       body that the server rejects; or
 *   <li>so many fail over some time, whatever the reason: a gateway whose server is dead says 502.
 * </ul>
 *
 * <p>A server that only says that it is busy is not dead: a rejection alone stops no run.
 */
final class FailureWatch {
  private static final int MAX_DETAIL = 200;
  private static final int MIN_REQUESTS = 10;
  private static final int MAX_REQUESTS = 50;
  private static final long MIN_FAILING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 422);

  private final int requests;
  private int failed;
  private int failedWarmup;
  private int refused;
  private int refusedWarmup;
  private int rejected;
  private long firstSendNanos = Long.MAX_VALUE;
  private volatile @Nullable String stopReason;
  private volatile boolean worked;

  /**
   * @param users of the level: it takes twice as many failed requests, from 10 to 50
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
      return;
    }
    addFailed(sample);
  }

  private synchronized void addFailed(Sample sample) {
    if (stopReason != null) {
      return;
    }
    int warmup = sample.phase() == Phase.WARMUP ? 1 : 0;
    failed++;
    failedWarmup += warmup;
    if (isRefused(sample)) {
      refused++;
      refusedWarmup += warmup;
    }
    if (sample.outcome().isRejection(sample.status())) {
      rejected++;
    }
    firstSendNanos = Math.min(firstSendNanos, sample.sendNanos());
    long failingNanos = sample.endNanos() - firstSendNanos;
    if (refused >= requests) {
      stop(
          "no request succeeded and %d were refused%s"
              .formatted(refused, warmupPart(refused, refusedWarmup)),
          sample);
    } else if (failed >= requests
        && failed - rejected >= MIN_REQUESTS
        && failingNanos >= MIN_FAILING_NANOS) {
      stop(
          "no request succeeded in %d s and %d failed%s"
              .formatted(
                  TimeUnit.NANOSECONDS.toSeconds(failingNanos),
                  failed,
                  warmupPart(failed, failedWarmup)),
          sample);
    }
  }

  /** Tells apart the requests that no other number of the level counts. */
  private static String warmupPart(int all, int warmup) {
    if (warmup == 0) {
      return "";
    }
    return warmup == all ? ", all in the warm-up" : ", %d of them in the warm-up".formatted(warmup);
  }

  private void stop(String reason, Sample last) {
    String lastFailure =
        last.detail() == null
            ? last.outcome().label()
            : "%s: %s".formatted(last.outcome().label(), shorten(last.detail()));
    stopReason = "%s (%s)".formatted(reason, lastFailure);
  }

  /** A server may respond with a whole page. */
  private static String shorten(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  /** Returns why the run is to stop, as the rest of "because ..."; null if it is not. */
  @Nullable String stopReason() {
    return stopReason;
  }

  private static boolean isWorking(Sample sample) {
    return sample.outcome() == Outcome.OK || sample.eventNanos().length > 0;
  }

  private static boolean isRefused(Sample sample) {
    return sample.outcome().isConnectionFailure()
        || (sample.outcome() == Outcome.HTTP_STATUS && REFUSALS.contains(sample.status()));
  }
}
