package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final AtomicLong firstSendNanos = new AtomicLong(Long.MAX_VALUE);
  private final AtomicReference<@Nullable String> stopReason = new AtomicReference<>();
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
    int failures = failed.incrementAndGet();
    int refusals = isRefused(sample) ? refused.incrementAndGet() : refused.get();
    int rejections =
        sample.outcome().isRejection(sample.status()) ? rejected.incrementAndGet() : rejected.get();
    long failingNanos =
        sample.endNanos() - firstSendNanos.accumulateAndGet(sample.sendNanos(), Math::min);
    if (refusals >= requests) {
      stop("no request succeeded and %d were refused".formatted(refusals), sample);
    } else if (failures >= requests
        && failures - rejections >= MIN_REQUESTS
        && failingNanos >= MIN_FAILING_NANOS) {
      stop(
          "no request succeeded in %d s and %d failed"
              .formatted(TimeUnit.NANOSECONDS.toSeconds(failingNanos), failures),
          sample);
    }
  }

  private void stop(String reason, Sample last) {
    String lastFailure =
        last.detail() == null
            ? last.outcome().label()
            : "%s: %s".formatted(last.outcome().label(), shorten(last.detail()));
    stopReason.compareAndSet(null, "%s (%s)".formatted(reason, lastFailure));
  }

  /** A server may respond with a whole page. */
  private static String shorten(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  /** Returns why the run is to stop, as the rest of "because ..."; null if it is not. */
  @Nullable String stopReason() {
    return stopReason.get();
  }

  private static boolean isWorking(Sample sample) {
    return sample.outcome() == Outcome.OK || sample.eventNanos().length > 0;
  }

  private static boolean isRefused(Sample sample) {
    return sample.outcome().isConnectionFailure()
        || (sample.outcome() == Outcome.HTTP_STATUS && REFUSALS.contains(sample.status()));
  }
}
