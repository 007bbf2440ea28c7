package dev.firsttoken.bench.wrk;

import java.util.Comparator;
import java.util.Locale;

/** Says how busy the tool was, and whether tool and server together filled their machine. */
final class CpuNotes {
  /** A tool that is busier is late in every burst; the bench judges itself by the same share. */
  private static final double MAX_BUSY_SHARE = 0.8;

  private final WrkResult result;
  private final String tool;

  /** Cores of the machine of the tool. */
  private final int cores;

  /** Cores that the tool can use: each of its threads is busy on one at most. */
  private final int usableCores;

  private CpuNotes(WrkResult result) {
    this.result = result;
    this.tool = result.header().tool().label();
    this.cores = result.header().environment().cores();
    this.usableCores = Math.min(result.header().load().threads(), cores);
  }

  static String of(WrkResult result) {
    return new CpuNotes(result).note();
  }

  private String note() {
    double busy =
        result.runs().stream()
            .mapToDouble(WrkRun::toolCores)
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    if (Double.isNaN(busy)) {
      return ("The CPU time of %1$s is unknown: if %1$s was busy all the time, the numbers show its"
              + " limit and not the server's.")
          .formatted(tool);
    }
    if (busy >= MAX_BUSY_SHARE * usableCores) {
      return busyText(busy)
          + ": the numbers may show its limit and not the server's. Load the server from another"
          + " machine, or lower the load.";
    }
    return result.runs().stream()
        .filter(run -> Double.isFinite(run.machineCores()))
        .max(Comparator.comparingDouble(WrkRun::machineCores))
        .map(run -> busyText(busy) + besideServer(run))
        .orElse(busyText(busy) + ". If the server runs on the same machine, it shares them.");
  }

  private String busyText(double busy) {
    return String.format(
        Locale.ROOT,
        "%s was busy on up to %.2f of the %d cores that it can use",
        tool,
        busy,
        usableCores);
  }

  /** Ends the sentence with what tool and server took together in their busiest run. */
  private String besideServer(WrkRun run) {
    String both =
        String.format(
            Locale.ROOT,
            ", and with %s on up to %.2f of the %d cores of the machine",
            WrkTarget.shown(run.target()),
            run.machineCores(),
            cores);
    return run.machineCores() < MAX_BUSY_SHARE * cores
        ? both + "."
        : both
            + ": together they filled it, so the numbers show what each left to the other, and not"
            + " the server's limit. Load the server from another machine, or lower the load.";
  }
}
