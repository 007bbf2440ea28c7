package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.slo.Percentile;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one level. Warm-up requests are counted and enter nothing else; failed ones count
 * for {@code wall} and enter no percentile.
 *
 * @param end what the load generator reported when the level ended, or null if it did not end
 * @param failures measured requests that failed, by cause, in order
 * @param finishReasons responses by finish reason; failed ones count if they have one
 * @param costWindowEvents content events in the window that costs are measured in, whatever the
 *     outcome of their streams; of a micro level its requests
 */
public record LevelSummary(
    Level level,
    @Nullable LevelEnd end,
    RequestCounts counts,
    SortedMap<FailureKind, Failure> failures,
    WallTime wallTime,
    Latencies latencies,
    TokenVolume volume,
    LoadSummary load,
    Map<String, Integer> finishReasons,
    long costWindowEvents) {

  public int ok() {
    return counts.ok();
  }

  public int aborted() {
    return counts.aborted();
  }

  /** Returns the number of measured requests that failed. */
  public int failed() {
    return failures.values().stream().mapToInt(Failure::count).sum();
  }

  /** Returns the number of measured requests that left a sample. */
  public int sampled() {
    return ok() + failed() + aborted();
  }

  /** Returns the kind of the requests. */
  public RequestKind kind() {
    return level.kind();
  }

  /** Returns the requests that meet every limit of the SLO by themselves; 0 without an SLO. */
  public int good() {
    Integer good = counts.good();
    return good == null ? 0 : good;
  }

  /** Goodput as a share: good ÷ (ok + failed); NaN without an SLO. */
  public double goodShare() {
    return counts.good() == null ? Double.NaN : (double) good() / (ok() + failed());
  }

  /** Returns a rate per second of wall time; NaN if there is no wall time. */
  public double perSecond(long count) {
    return wallTime.perSecond(count);
  }

  /** Returns true if users of a closed level rested by plan, after requests that failed at once. */
  public boolean hadRests() {
    return counts.rested() > 0 || hadUnrecordedRests(level, counts.rested(), failures);
  }

  /**
   * Returns true if the client's event loops were so late that they may have read events of a
   * stream together: at p99 by the time that a response takes for each event, or once by half of a
   * response.
   */
  public boolean mayClientHaveCoalesced() {
    LevelEnd.ClientCost client = end == null ? null : end.client();
    if (client == null || ok() == 0) {
      return false;
    }
    long e2eNanos = latencies.distribution(Metric.E2E).percentile(Percentile.P50);
    double nanosPerEvent = (double) e2eNanos * ok() / volume.events();
    return client.loopDelayP99Nanos() >= nanosPerEvent
        || client.loopDelayMaxNanos() >= e2eNanos / 2;
  }

  /** Results of earlier versions don't say that users rested after a failed connection. */
  static boolean hadUnrecordedRests(Level level, int rested, Map<FailureKind, Failure> failures) {
    return rested == 0
        && !level.usesOpenModel()
        && failures.keySet().stream().anyMatch(kind -> kind.outcome().isConnectionFailure());
  }

  /**
   * Returns how many measured requests were started: as the load generator counted them, else by
   * the plan, else by the samples.
   */
  public int sent(boolean partial) {
    if (end != null) {
      return end.sent();
    }
    return partial || level.total() == 0 ? sampled() : level.total();
  }

  /**
   * Returns true if sent = ok + failed + aborted, and the load generator's own count of sent
   * requests matches the plan, if the plan has a number and was not interrupted. A warm-up may end
   * early, by time.
   */
  public boolean isConserved(boolean partial) {
    boolean matchesPlan = partial || level.durationNanos() > 0 || sent(false) == level.total();
    return matchesPlan
        && sampled() == sent(partial)
        && (level.total() == 0 || sampled() <= level.total())
        && counts.warmup() <= level.warmup();
  }
}
