package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.SteadyWindow;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Whether the load that a level asked for was there. */
public final class LoadChecks {
  /** Less than this of the load is another load. */
  private static final double MIN_LOAD_SHARE = 0.95;

  /** What a request may be late without a reader of milliseconds noticing. */
  public static final long MAX_SEND_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Over less, one late request is the whole difference. */
  private static final long MIN_DURATION_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String CLIENT_REMEDY = ". Ask for less, or measure from a faster machine.";
  private static final String FULL_QUEUE_REMEDY =
      ", as many in flight as may be. Ask for less, or allow more in flight.";
  private static final String IDLE_BACKOFF_REMEDY =
      ", as users rest after connections that failed. Look at the failures, and ask again.";

  private long firstDue = Long.MAX_VALUE;
  private long lastDue = Long.MIN_VALUE;
  private long lastSend = Long.MIN_VALUE;

  public void add(Sample sample) {
    if (sample.dueNanos() != Sample.NONE) {
      firstDue = Math.min(firstDue, sample.dueNanos());
      lastDue = Math.max(lastDue, sample.dueNanos());
      lastSend = Math.max(lastSend, sample.sendNanos());
    }
  }

  /**
   * How much of an open level's rate was there: the time in which its requests were due, whichever
   * gaps chance has drawn, over the time that it took to send them. Not a number where that is too
   * short to tell.
   */
  private double loadShare() {
    long dueNanos = lastDue - firstDue;
    return firstDue == Long.MAX_VALUE || dueNanos < MIN_DURATION_NANOS
        ? Double.NaN
        : (double) dueNanos / Math.max(dueNanos, lastSend - firstDue);
  }

  /**
   * At some time as many requests were in flight as may be, so what was due may have waited for the
   * server. Else it waited for the client, which says nothing of the server.
   */
  public static boolean isInFlightLimitReached(LevelSummary level, RunHeader header) {
    return header.options().get("max-in-flight") instanceof String maxInFlight
        && level.maxInFlight() >= Integer.parseInt(maxInFlight.strip());
  }

  static List<TrustCheck> evaluate(LevelSummary level, RunHeader header) {
    List<TrustCheck> checks = new ArrayList<>();
    if (level.level().usesOpenModel()) {
      double share = level.loadChecks().loadShare();
      String rate = ResultJson.formatNumber(level.level().rate()) + " requests per second";
      // Down, or a share that is not enough would read like one that is.
      double percent = share < MIN_LOAD_SHARE ? Math.floor(100 * share) : 100 * share;
      String amount = String.format(Locale.ROOT, "%.0f %% of %s", percent, rate);
      checks.add(
          checkLoad(
              share,
              amount,
              isInFlightLimitReached(level, header) ? FULL_QUEUE_REMEDY : CLIENT_REMEDY));
      checks.add(checkSendLag(level.latencies().distribution(Metric.SEND_LAG)));
    } else {
      SteadyWindow.LittlesLaw littlesLaw = level.busyUsers();
      double share =
          littlesLaw == null ? Double.NaN : littlesLaw.inFlight() / littlesLaw.expected();
      int users = level.level().concurrency();
      String amount = String.format(Locale.ROOT, "%.2f of %d users at work", share * users, users);
      checks.add(
          checkLoad(share, amount, level.hadIdleBackoff() ? IDLE_BACKOFF_REMEDY : CLIENT_REMEDY));
    }
    return checks;
  }

  /**
   * @param remedy what to do where it was less
   */
  private static TrustCheck checkLoad(double share, String amount, String remedy) {
    if (Double.isNaN(share)) {
      return TrustCheck.unknown(
          Kind.LOAD, "The load was too short to tell. Send more requests, or for longer.");
    }
    return share >= MIN_LOAD_SHARE
        ? TrustCheck.pass(Kind.LOAD, "The load was " + amount + ".")
        : TrustCheck.warn(
            Kind.LOAD,
            "The load was only " + amount + remedy,
            TrustCheck.finding(Code.LOAD_NOT_REACHED, amount));
  }

  private static TrustCheck checkSendLag(Distribution lags) {
    if (lags.count() == 0) {
      return TrustCheck.unknown(Kind.SEND_LAG, "Nothing was sent. Ask for longer.");
    }
    String p99 = String.format(Locale.ROOT, "%.2f ms", lags.percentile(99) / 1e6);
    String numbers = "Requests went out up to " + p99 + " late at p99";
    return lags.percentile(99) <= MAX_SEND_LAG_NANOS
        ? TrustCheck.pass(Kind.SEND_LAG, numbers + ".")
        : TrustCheck.warn(
            Kind.SEND_LAG,
            numbers + ". TTFT leaves that wait out: read due_ttft, which has it.",
            TrustCheck.finding(Code.SENT_LATE, p99 + " at p99"));
  }
}
