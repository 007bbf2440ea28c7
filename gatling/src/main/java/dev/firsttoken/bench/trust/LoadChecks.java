package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunSettings;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.LittlesLaw;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Checks whether a level's planned load was there. */
public final class LoadChecks {
  /** A smaller share of the planned load is another load. */
  private static final double MIN_LOAD_SHARE = 0.95;

  /** Lateness that a reader of milliseconds does not notice. */
  private static final long MAX_SEND_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final String CLIENT_REMEDY = ". Lower the load, or measure from a faster machine.";
  private static final String FULL_QUEUE_REMEDY =
      " because --max-in-flight was reached. Lower the rate, or raise --max-in-flight.";
  private static final String RESTS_REMEDY =
      " because users rest after a request that failed at once. See the failures, and measure"
          + " again.";

  private static final String IDLE_REMEDY =
      " because the client itself takes time between two requests: the server could take more. Give"
          + " more users, or requests that take longer.";

  private LoadChecks() {}

  /**
   * Returns true if {@code --max-in-flight} was reached at some time, so that due requests may have
   * waited for the server. Otherwise they waited for the client, which says nothing about the
   * server.
   */
  public static boolean isInFlightLimitReached(LevelSummary level, RunSettings settings) {
    Integer limit = settings.maxInFlight();
    return limit != null && level.load().maxInFlight() >= limit;
  }

  /** Returns true if half of the requests or more were sent noticeably late. */
  public static boolean isMostlySentLate(LevelSummary level) {
    return level.latencies().distribution(Metric.SEND_LAG).percentile(Percentile.P50)
        > MAX_SEND_LAG_NANOS;
  }

  static List<TrustCheck> evaluate(LevelSummary level, RunSettings settings) {
    return level.level().usesOpenModel()
        ? List.of(checkRate(level, settings), checkSendLag(level))
        : List.of(checkUsers(level));
  }

  private static TrustCheck checkRate(LevelSummary level, RunSettings settings) {
    double share = level.load().sentShare();
    // Rounded down, or a share that is too small would read like one that is not.
    double percent = share < MIN_LOAD_SHARE ? Math.floor(100 * share) : 100 * share;
    String amount =
        String.format(
            Locale.ROOT,
            "%.0f %% of %s requests per second",
            percent,
            NumberFormats.formatPlain(level.level().rate()));
    return checkLoad(
        share, amount, isInFlightLimitReached(level, settings) ? FULL_QUEUE_REMEDY : CLIENT_REMEDY);
  }

  private static TrustCheck checkUsers(LevelSummary level) {
    LittlesLaw busyUsers = level.load().busyUsers();
    double share = busyUsers == null ? Double.NaN : busyUsers.inFlight() / busyUsers.expected();
    int users = level.level().concurrency();
    return checkLoad(
        share,
        String.format(
            Locale.ROOT,
            "%.2f of %s",
            share * users,
            NumberFormats.formatCount(users, "busy user")),
        level.hadRests()
            ? RESTS_REMEDY
            : level.kind() == RequestKind.MICRO ? IDLE_REMEDY : CLIENT_REMEDY);
  }

  private static TrustCheck checkLoad(double share, String amount, String remedy) {
    if (Double.isNaN(share)) {
      return TrustCheck.unknown(
          Kind.LOAD, "The load was too short to judge. Send more requests, or run longer.");
    }
    return share >= MIN_LOAD_SHARE
        ? TrustCheck.pass(Kind.LOAD, "The load was " + amount + ".")
        : TrustCheck.warn(
            Kind.LOAD,
            "The load was only " + amount + remedy,
            TrustCheck.finding(Code.LOAD_NOT_REACHED, amount));
  }

  private static TrustCheck checkSendLag(LevelSummary level) {
    Distribution sendLag = level.latencies().distribution(Metric.SEND_LAG);
    if (sendLag.count() == 0) {
      return TrustCheck.unknown(Kind.SEND_LAG, "No request was sent. Run longer.");
    }
    long p99Nanos = sendLag.percentile(Percentile.P99);
    String p99 = String.format(Locale.ROOT, "%.2f ms", p99Nanos / 1e6);
    String numbers = "Requests were sent up to " + p99 + " late at p99";
    return p99Nanos <= MAX_SEND_LAG_NANOS
        ? TrustCheck.pass(Kind.SEND_LAG, numbers + ".")
        : TrustCheck.warn(
            Kind.SEND_LAG,
            numbers
                + (level.kind() == RequestKind.CHAT
                    ? ". TTFT excludes that delay: read due_ttft, which includes it."
                    : ". dur excludes that delay: read due_dur, which includes it."),
            TrustCheck.finding(Code.SENT_LATE, p99 + " at p99"));
  }
}
