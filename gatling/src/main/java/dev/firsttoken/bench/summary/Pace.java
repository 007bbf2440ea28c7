package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Whether the load that a level asked for was there. */
final class Pace {
  /** Less than this of the load is another load. */
  private static final double REACHED = 0.95;

  /** What a request may be late without a reader of milliseconds noticing. */
  static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Over less, one late request is the whole difference. */
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String CLIENT = ". Ask for less, or measure from a faster machine.";
  private static final String FULL =
      ", as many in flight as may be. Ask for less, or allow more in flight.";
  private static final String RESTED =
      ", as users rest after connections that failed. Look at the failures, and ask again.";

  private long firstDue = Long.MAX_VALUE;
  private long lastDue = Long.MIN_VALUE;
  private long lastSend = Long.MIN_VALUE;

  void add(Sample sample) {
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
  private double share() {
    long due = lastDue - firstDue;
    return firstDue == Long.MAX_VALUE || due < LEAST_NANOS
        ? Double.NaN
        : (double) due / Math.max(due, lastSend - firstDue);
  }

  /**
   * At some time as many requests were in flight as may be, so what was due may have waited for the
   * server. Else it waited for the client, which says nothing of the server.
   */
  static boolean full(LevelSummary level, RunHeader header) {
    return header.options().get("max-in-flight") instanceof String most
        && level.mostInFlight() >= Integer.parseInt(most.strip());
  }

  static List<Check> checks(LevelSummary level, RunHeader header) {
    List<Check> checks = new ArrayList<>();
    if (level.level().open()) {
      double share = level.pace().share();
      String rate = ResultJson.rounded(level.level().rate()) + " requests per second";
      // Down, or a share that is not enough would read like one that is.
      double percent = share < REACHED ? Math.floor(100 * share) : 100 * share;
      String went = String.format(Locale.ROOT, "%.0f %% of %s", percent, rate);
      checks.add(load(share, went, full(level, header) ? FULL : CLIENT));
      checks.add(sendLag(level.latencies().of(Metric.SEND_LAG)));
    } else {
      SteadyWindow.Little little = level.atWork();
      double share = little == null ? Double.NaN : little.inFlight() / little.expected();
      int users = level.level().concurrency();
      String atWork = String.format(Locale.ROOT, "%.2f of %d users at work", share * users, users);
      checks.add(load(share, atWork, level.rested() ? RESTED : CLIENT));
    }
    return checks;
  }

  /**
   * @param remedy what to do where it was less
   */
  private static Check load(double share, String amount, String remedy) {
    if (Double.isNaN(share)) {
      return Check.unseen(
          Kind.LOAD, "The load was too short to tell. Send more requests, or for longer.");
    }
    return share >= REACHED
        ? Check.pass(Kind.LOAD, "The load was " + amount + ".")
        : Check.warn(
            Kind.LOAD,
            "The load was only " + amount + remedy,
            Check.doubt(Code.LOAD_NOT_REACHED, amount));
  }

  private static Check sendLag(Distribution lags) {
    if (lags.count() == 0) {
      return Check.unseen(Kind.SEND_LAG, "Nothing was sent. Ask for longer.");
    }
    String p99 = String.format(Locale.ROOT, "%.2f ms", lags.at(99) / 1e6);
    String numbers = "Requests went out up to " + p99 + " late at p99";
    return lags.at(99) <= LATE_NANOS
        ? Check.pass(Kind.SEND_LAG, numbers + ".")
        : Check.warn(
            Kind.SEND_LAG,
            numbers + ". TTFT leaves that wait out: read due_ttft, which has it.",
            Check.doubt(Code.SENT_LATE, p99 + " at p99"));
  }
}
