package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.wrk.output.WrkErrors;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines above and below the table: what was sent, what went wrong, what the numbers mean. */
final class WrkNotes {
  /** A rate below this share of the asked one was not achieved. */
  private static final double ACHIEVED = 0.95;

  /** A tool that is busier is late in every burst; the bench judges itself by the same share. */
  private static final double MAX_BUSY_SHARE = 0.8;

  /** wrk2 forgets all latencies of the time in which it adjusts itself to the server. */
  private static final int CALIBRATION_SECONDS = 10;

  private WrkNotes() {}

  /** Says what was sent, by what. */
  static String title(WrkResult result) {
    WrkHeader header = result.header();
    WrkLoad load = header.load();
    Integer rate = load.rate();
    return "%s %s: %d connections, %d threads, %d s%s%s, GET %s"
        .formatted(
            header.tool().label(),
            header.toolVersion(),
            load.connections(),
            load.threads(),
            load.durationSeconds(),
            rate == null ? "" : String.format(Locale.ROOT, ", %,d requests/s asked", rate),
            header.rounds() == 1 ? "" : ", %d rounds".formatted(header.rounds()),
            header.options().get(WrkSetting.URL.flag()));
  }

  /** Returns the sentences below the table, the most important first. */
  static List<String> below(WrkComparison comparison) {
    WrkResult result = comparison.result();
    List<String> notes = new ArrayList<>();
    if (result.partial()) {
      notes.add("The run was stopped early; the numbers are of the runs that came to their end.");
    }
    addFailures(notes, result);
    for (WrkTarget target : result.header().targets()) {
      addDoubts(notes, result, target);
    }
    comparison
        .obstacles()
        .forEach((target, reason) -> notes.add("%s has no verdict: %s".formatted(target, reason)));
    notes.add(result.header().tool().latencyMeaning());
    addToolCpu(notes, result);
    addTool(notes, result.header());
    if (comparison.hasVerdicts()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Verdicts compare with %s in the same round. Of a hundred tables of equal servers,"
                  + " %.0f shows a difference. Latencies that differ by less than 0.1 ms count as"
                  + " equal.",
              result.header().reference(),
              100 * Comparison.ERROR_RATE));
    }
    return notes;
  }

  private static void addFailures(List<String> notes, WrkResult result) {
    for (WrkTarget target : result.header().targets()) {
      if (target.failure() != null) {
        notes.add("%s: %s".formatted(target.name(), target.failure()));
      }
    }
    for (WrkRun run : result.runs()) {
      if (run.failure() != null) {
        String where = result.header().rounds() == 1 ? "" : ", round %d".formatted(run.round());
        notes.add("%s%s: %s".formatted(run.target(), where, run.failure()));
      }
    }
  }

  private static void addDoubts(List<String> notes, WrkResult result, WrkTarget target) {
    List<WrkOutput> outputs = result.outputs(target.name());
    String errors = errors(outputs);
    if (errors != null) {
      notes.add("%s had errors: %s".formatted(target.name(), errors));
    }
    Integer asked = result.header().load().rate();
    double achieved =
        outputs.stream().mapToDouble(WrkOutput::requestsPerSecond).min().orElse(Double.NaN);
    if (asked != null && achieved < ACHIEVED * asked) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s achieved %,.0f of %,d requests/s, so its latencies grow with the duration.",
              target.name(),
              achieved,
              asked));
    }
    boolean hasNoLatency =
        outputs.stream().anyMatch(output -> Double.isNaN(output.latency().mean()));
    if (hasNoLatency) {
      notes.add("%s has no latency: no response counted.".formatted(target.name()));
    }
  }

  private static @Nullable String errors(List<WrkOutput> outputs) {
    WrkErrors sum = outputs.stream().map(WrkOutput::errors).reduce(WrkErrors.NONE, WrkErrors::plus);
    return sum.total() == 0
        ? null
        : String.format(
            Locale.ROOT,
            "connect %,d, read %,d, write %,d, timeout %,d, status other than 2xx and 3xx %,d",
            sum.connect(),
            sum.read(),
            sum.write(),
            sum.timeout(),
            sum.status());
  }

  /** Each thread of the tool is busy on one core at most. */
  private static void addToolCpu(List<String> notes, WrkResult result) {
    String tool = result.header().tool().label();
    int limit = Math.min(result.header().load().threads(), result.header().environment().cores());
    double cores =
        result.runs().stream()
            .mapToDouble(WrkRun::toolCores)
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    if (Double.isNaN(cores)) {
      notes.add(
          ("The CPU time of %1$s is unknown: if %1$s was busy all the time, the numbers show its"
                  + " limit and not the server's.")
              .formatted(tool));
    } else if (cores >= MAX_BUSY_SHARE * limit) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s was busy on up to %.2f of the %d cores that it can use: the numbers may show its"
                  + " limit and not the server's. Load the server from another machine, or lower"
                  + " the load.",
              tool,
              cores,
              limit));
    } else {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s was busy on up to %.2f of the %d cores that it can use.",
              tool,
              cores,
              limit));
    }
  }

  private static void addTool(List<String> notes, WrkHeader header) {
    WrkLoad load = header.load();
    if (load.openedConnections() != load.connections()) {
      notes.add(
          "%s opens %d of %d connections, as many in each of its %d threads."
              .formatted(
                  header.tool().label(),
                  load.openedConnections(),
                  load.connections(),
                  load.threads()));
    }
    if (header.tool() == WrkTool.WRK2 && load.durationSeconds() <= CALIBRATION_SECONDS) {
      notes.add(
          "wrk2 adjusts itself for %d s and then starts its latencies anew: give a longer --duration."
              .formatted(CALIBRATION_SECONDS));
    }
  }
}
