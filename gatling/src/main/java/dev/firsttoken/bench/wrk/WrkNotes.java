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

  private static final int MIN_RESPONSES_P90 = 10;
  private static final int MIN_RESPONSES_P99 = 100;

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
    notes.add(CpuNotes.of(result));
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
        notes.add("%s: %s".formatted(WrkTarget.shown(target.name()), target.failure()));
      }
    }
    for (WrkRun run : result.runs()) {
      if (run.failure() != null) {
        String where = result.header().rounds() == 1 ? "" : ", round %d".formatted(run.round());
        notes.add("%s%s: %s".formatted(WrkTarget.shown(run.target()), where, run.failure()));
      }
    }
  }

  private static void addDoubts(List<String> notes, WrkResult result, WrkTarget target) {
    List<WrkOutput> outputs = result.outputs(target.name());
    String name = WrkTarget.shown(target.name());
    String errors = errors(outputs);
    if (errors != null) {
      notes.add("%s had errors: %s".formatted(name, errors));
    }
    if (result.hasStatusErrors(target.name())) {
      notes.add(ResponseProbe.describe(target));
    }
    Integer asked = result.header().load().rate();
    double achieved =
        outputs.stream().mapToDouble(WrkOutput::requestsPerSecond).min().orElse(Double.NaN);
    if (asked != null && achieved < ACHIEVED * asked) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s achieved %,.0f of %,d requests/s, so its latencies grow with the duration.",
              name,
              achieved,
              asked));
    }
    boolean hasNoLatency =
        outputs.stream().anyMatch(output -> Double.isNaN(output.latency().mean()));
    if (hasNoLatency) {
      notes.add("%s has no latency: no response counted.".formatted(name));
    }
    String few = fewResponses(name, outputs);
    if (few != null) {
      notes.add(few);
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

  /** Returns a note if a run has so few responses that a percentile is the slowest of them. */
  private static @Nullable String fewResponses(String target, List<WrkOutput> outputs) {
    long count =
        outputs.stream().mapToLong(WrkOutput::latencyCount).filter(n -> n > 0).min().orElse(0);
    if (count == 0 || count >= MIN_RESPONSES_P99) {
      return null;
    }
    String percentiles = count < MIN_RESPONSES_P90 ? "p90 and p99 are" : "p99 is";
    return "%s has a run of %d %s: %s the slowest of them. Give a longer --duration."
        .formatted(target, count, count == 1 ? "response" : "responses", percentiles);
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
