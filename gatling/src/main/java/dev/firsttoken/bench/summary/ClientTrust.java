package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the client itself was in the way, by what measuring cost it. */
final class ClientTrust {
  /** Of a core; an event loop that has less to spare answers late in every burst. */
  private static final double BUSY = 0.80;

  /** What stamps may be late without a reader of milliseconds noticing. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** One request in a hundred meets what takes this share of the time: it moves p99. */
  private static final double MOVES_P99 = 0.01;

  /** A fresh JVM still compiles what it runs, and a loop is looked at too seldom for a p99. */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final String AT_ITS_START =
      ", or longer: in so short a time the bench's own start is in it, too.";

  private ClientTrust() {}

  static List<Check> of(@Nullable ClientCost cost) {
    if (cost == null || cost.windowNanos() <= 0) {
      return Stream.of(Kind.CLIENT_CPU, Kind.LOOP_DELAY, Kind.PAUSES, Kind.STEAL)
          .map(ClientTrust::unmeasured)
          .toList();
    }
    return List.of(cpu(cost), loopDelay(cost), pauses(cost), steal(cost));
  }

  private static Check unmeasured(Kind kind) {
    String message = "The client was not measured. Let the level end by itself.";
    return kind == Kind.CLIENT_CPU
        ? new Check(
            kind, Check.Verdict.UNSEEN, message, List.of(Check.doubt(Code.CLIENT_CPU_UNMEASURED)))
        : Check.unseen(kind, message);
  }

  private static Check cpu(ClientCost cost) {
    double busiest = (double) cost.busiestLoopNanos() / cost.windowNanos();
    double cores = (double) cost.cpuNanos() / cost.windowNanos();
    String numbers =
        String.format(
            Locale.ROOT,
            "The busiest of %d event loops used %s of a core, the client %.2f cores",
            cost.loops(),
            percent(busiest),
            cores);
    return busiest <= BUSY
        ? Check.pass(Kind.CLIENT_CPU, numbers + ".")
        : Check.warn(
            Kind.CLIENT_CPU,
            numbers + ". Send less, or measure from a machine with faster or more cores.",
            Check.doubt(Code.CLIENT_SATURATED, percent(busiest) + " of a core"));
  }

  private static Check loopDelay(ClientCost cost) {
    String p99 = millis(cost.loopDelayP99Nanos());
    String numbers =
        String.format(
            Locale.ROOT,
            "Event loops ran tasks up to %s ms late at p99, %s ms at most",
            p99,
            millis(cost.loopDelayMostNanos()));
    boolean soon = cost.windowNanos() < SETTLED_NANOS;
    return cost.loopDelayP99Nanos() <= LATE_NANOS
        ? Check.pass(Kind.LOOP_DELAY, numbers + ".")
        : Check.warn(
            Kind.LOOP_DELAY,
            numbers
                + ". Stop what else runs on this machine, or send less"
                + (soon ? AT_ITS_START : "."),
            Check.doubt(Code.LOOP_DELAY, p99 + " ms at p99"));
  }

  /** Safepoints hold collections too; where the JVM doesn't tell of them, these stand for them. */
  private static Check pauses(ClientCost cost) {
    Long stopped = cost.safepointNanos();
    double share = (double) (stopped == null ? cost.gcNanos() : stopped) / cost.windowNanos();
    String numbers =
        String.format(
            Locale.ROOT,
            "The JVM stood still for %s of the window, with %d collections of %s ms",
            percent(share),
            cost.gcs(),
            millis(cost.gcNanos()));
    return share <= MOVES_P99
        ? Check.pass(Kind.PAUSES, numbers + ".")
        : Check.warn(
            Kind.PAUSES,
            numbers + ". Do not trust p99: give the client more memory, or send less.",
            Check.doubt(Code.CLIENT_PAUSES, percent(share) + " of the time"));
  }

  private static Check steal(ClientCost cost) {
    Double share = cost.stealShare();
    if (share == null) {
      return Check.unseen(Kind.STEAL, "This system does not tell of steal. Measure on Linux.");
    }
    String numbers =
        String.format(Locale.ROOT, "The host took %s of this machine's CPU time", percent(share));
    return share <= MOVES_P99
        ? Check.pass(Kind.STEAL, numbers + ".")
        : Check.warn(
            Kind.STEAL,
            numbers + ". Do not trust p99: measure on a machine with cores of its own.",
            Check.doubt(Code.CPU_STOLEN, percent(share) + " of the time"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }
}
