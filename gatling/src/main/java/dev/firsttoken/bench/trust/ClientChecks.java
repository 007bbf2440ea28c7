package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks whether the client itself distorted the numbers, by what measuring cost it. */
final class ClientChecks {
  /** Share of a core; a busier event loop is late in every burst. */
  private static final double MAX_LOOP_UTILIZATION = 0.80;

  /** Lateness that a reader of milliseconds does not notice. */
  private static final long MAX_LOOP_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** One request in a hundred meets a pause of this share of the time: it moves p99. */
  private static final double MAX_LOST_SHARE = 0.01;

  /** In a shorter window the JVM still compiles, and a loop is sampled too seldom for a p99. */
  private static final long MIN_SETTLED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final String DELAY_REMEDY =
      ". Stop other processes on this machine, or lower the load.";
  private static final String STARTUP_REMEDY =
      ". The client was still starting in a window of less than 3 s: measure longer. Otherwise stop"
          + " other processes on this machine, or lower the load.";

  private ClientChecks() {}

  static List<TrustCheck> evaluate(@Nullable ClientCost cost) {
    if (cost == null || cost.windowNanos() <= 0) {
      return Stream.of(Kind.CLIENT_CPU, Kind.LOOP_DELAY, Kind.PAUSES, Kind.STEAL)
          .map(ClientChecks::unmeasured)
          .toList();
    }
    return List.of(checkCpu(cost), checkLoopDelay(cost), checkPauses(cost), checkSteal(cost));
  }

  private static TrustCheck unmeasured(Kind kind) {
    String message = "The client was not measured. Let the level run to its end.";
    return kind == Kind.CLIENT_CPU
        ? TrustCheck.unknown(kind, message, TrustCheck.finding(Code.CLIENT_CPU_UNMEASURED))
        : TrustCheck.unknown(kind, message);
  }

  private static TrustCheck checkCpu(ClientCost cost) {
    double busiest = (double) cost.busiestLoopNanos() / cost.windowNanos();
    double cores = (double) cost.cpuNanos() / cost.windowNanos();
    String numbers =
        String.format(
            Locale.ROOT,
            "The busiest of %s used %s of a core, the client %.2f cores",
            NumberFormats.formatCount(cost.loops(), "event loop"),
            percent(busiest),
            cores);
    return busiest <= MAX_LOOP_UTILIZATION
        ? TrustCheck.pass(Kind.CLIENT_CPU, numbers + ".")
        : TrustCheck.warn(
            Kind.CLIENT_CPU,
            numbers + ". Lower the load, or measure from a machine with faster or more cores.",
            TrustCheck.finding(Code.CLIENT_SATURATED, percent(busiest) + " of a core"));
  }

  private static TrustCheck checkLoopDelay(ClientCost cost) {
    String p99 = millis(cost.loopDelayP99Nanos());
    String numbers =
        String.format(
            Locale.ROOT,
            "Event loops ran tasks up to %s ms late at p99, %s ms at most",
            p99,
            millis(cost.loopDelayMaxNanos()));
    boolean shortWindow = cost.windowNanos() < MIN_SETTLED_NANOS;
    return cost.loopDelayP99Nanos() <= MAX_LOOP_DELAY_NANOS
        ? TrustCheck.pass(Kind.LOOP_DELAY, numbers + ".")
        : TrustCheck.warn(
            Kind.LOOP_DELAY,
            numbers + (shortWindow ? STARTUP_REMEDY : DELAY_REMEDY),
            TrustCheck.finding(Code.LOOP_DELAY, p99 + " ms at p99"));
  }

  /** Safepoints include collections; if the JVM does not report them, collections replace them. */
  private static TrustCheck checkPauses(ClientCost cost) {
    Long safepointNanos = cost.safepointNanos();
    double share =
        (double) (safepointNanos == null ? cost.gcNanos() : safepointNanos) / cost.windowNanos();
    String numbers =
        String.format(
            Locale.ROOT,
            "The JVM was paused for %s of the window, with %s of %s ms",
            percent(share),
            NumberFormats.formatCount(cost.gcs(), "collection"),
            millis(cost.gcNanos()));
    return share <= MAX_LOST_SHARE
        ? TrustCheck.pass(Kind.PAUSES, numbers + ".")
        : TrustCheck.warn(
            Kind.PAUSES,
            numbers + ". Do not trust p99. Give the client more memory, or lower the load.",
            TrustCheck.finding(Code.CLIENT_PAUSES, percent(share) + " of the time"));
  }

  private static TrustCheck checkSteal(ClientCost cost) {
    Double share = cost.stealShare();
    if (share == null) {
      return TrustCheck.unknown(
          Kind.STEAL, "CPU steal is not reported on this OS. Measure on Linux.");
    }
    String numbers =
        String.format(Locale.ROOT, "The host took %s of this machine's CPU time", percent(share));
    return share <= MAX_LOST_SHARE
        ? TrustCheck.pass(Kind.STEAL, numbers + ".")
        : TrustCheck.warn(
            Kind.STEAL,
            numbers + ". Do not trust p99. Measure on a machine with dedicated cores.",
            TrustCheck.finding(Code.CPU_STOLEN, percent(share) + " of the time"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }
}
