package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import java.util.ArrayList;
import java.util.List;

/** Columns of the table of levels, by what the levels have. */
final class SweepColumns {
  /** Priority of the time that a user sees first; that of an objective goes before it. */
  private static final int FIRST = 9;

  private SweepColumns() {}

  /** Returns the columns, with those of the objectives as the last ones to be dropped. */
  static List<SweepColumn> of(List<LevelResult> levels) {
    return JudgedColumns.mark(measured(levels), levels);
  }

  private static List<SweepColumn> measured(List<LevelResult> levels) {
    List<SweepColumn> columns = new ArrayList<>(countColumns(levels));
    columns.add(SweepColumn.number("wall", "s", 4, SweepColumns::wallSeconds));
    columns.add(SweepColumn.number("rps", "", 8, level -> level.perSecond(level.ok())));
    boolean hasPlain = hasKind(levels, RequestKind.MICRO);
    boolean hasWhole = hasKind(levels, RequestKind.WHOLE);
    boolean hasChat = hasKind(levels, RequestKind.CHAT) || !(hasPlain || hasWhole);
    if (hasPlain) {
      columns.addAll(plainColumns(levels, !(hasChat || hasWhole)));
    }
    if (hasChat || hasWhole) {
      if (hasChat || hasOutput(levels)) {
        columns.add(
            SweepColumn.number("tok/s", "", 8, level -> level.perSecond(level.volume().tokens()))
                .withField("tps"));
      }
      columns.addAll(hasChat ? timeColumns(levels) : wholeColumns(levels));
      columns.addAll(lengthColumns(levels));
    }
    return columns;
  }

  /** Columns of responses that are not streamed; what they were asked matters as much. */
  private static List<SweepColumn> wholeColumns(List<LevelResult> levels) {
    List<SweepColumn> columns = new ArrayList<>();
    columns.add(
        SweepColumn.number(
                "prompt tok/s", "", 5, level -> level.perSecond(level.volume().prompts().tokens()))
            .withField("input_tps"));
    columns.add(SweepColumn.millis("E2E ms", FIRST, Metric.E2E, Percentile.P50));
    columns.add(SweepColumn.millis("E2E ms", 6, Metric.E2E, Percentile.P95));
    columns.add(SweepColumn.millis("E2E ms", 8, Metric.E2E, Percentile.P99));
    if (hasDueTimes(levels)) {
      columns.add(SweepColumn.millis("due-E2E ms", 4, Metric.DUE_E2E, Percentile.P50));
      columns.add(SweepColumn.millis("due-E2E ms", 3, Metric.DUE_E2E, Percentile.P95));
      columns.add(sendLag());
    }
    return columns;
  }

  /** Mean lengths, if lengths were asked for: by the server's usage, and of the responses. */
  private static List<SweepColumn> lengthColumns(List<LevelResult> levels) {
    if (levels.stream().noneMatch(level -> level.summary().volume().asked().isKnown())) {
      return List.of();
    }
    return List.of(
        SweepColumn.number("tokens each", "in", 0, SweepColumns::promptTokensEach),
        SweepColumn.number(
            "tokens each", "out", 1, level -> (double) level.volume().tokens() / level.ok()));
  }

  private static double promptTokensEach(LevelSummary level) {
    long tokens = level.volume().prompts().tokens();
    return tokens == 0 ? Double.NaN : (double) tokens / level.ok();
  }

  /** Returns false for embeddings, which have no output tokens. */
  private static boolean hasOutput(List<LevelResult> levels) {
    return levels.stream().anyMatch(level -> level.summary().volume().tokens() > 0);
  }

  private static boolean hasKind(List<LevelResult> levels, RequestKind kind) {
    return levels.stream().anyMatch(level -> level.level().kind() == kind);
  }

  private static List<SweepColumn> countColumns(List<LevelResult> levels) {
    List<SweepColumn> columns = new ArrayList<>();
    columns.add(SweepColumn.fixed("load", level -> level.level().labelWithTarget()));
    columns.add(SweepColumn.fixed("ok", level -> "" + level.ok()));
    columns.add(SweepColumn.fixed("failed", level -> "" + level.failed()));
    if (levels.stream().anyMatch(level -> !level.slo().isEmpty())) {
      columns.add(SweepColumn.number("good", "%", 8, level -> 100 * level.goodShare()));
    }
    return columns;
  }

  /**
   * Columns of plain GET requests.
   *
   * @param alone false beside the columns of chat requests, which have the duration too
   */
  private static List<SweepColumn> plainColumns(List<LevelResult> levels, boolean alone) {
    boolean hasDueTimes = hasDueTimes(levels);
    List<SweepColumn> columns = new ArrayList<>();
    columns.add(
        SweepColumn.number("MB/s", "", 2, level -> level.perSecond(level.volume().bytes()) / 1e6));
    if (alone) {
      columns.add(SweepColumn.millis("latency ms", FIRST, Metric.E2E, Percentile.P50));
      columns.add(SweepColumn.millis("latency ms", 6, Metric.E2E, Percentile.P95));
      columns.add(SweepColumn.millis("latency ms", 8, Metric.E2E, Percentile.P99));
    }
    if (alone && hasDueTimes) {
      columns.add(SweepColumn.millis("due-latency ms", 5, Metric.DUE_E2E, Percentile.P50));
      columns.add(SweepColumn.millis("due-latency ms", 4, Metric.DUE_E2E, Percentile.P99));
      columns.add(sendLag());
    }
    columns.add(SweepColumn.millis("TTFB ms", 2, Metric.TTFB, Percentile.P50));
    columns.add(SweepColumn.millis("TTFB ms", 1, Metric.TTFB, Percentile.P99));
    return columns;
  }

  private static SweepColumn sendLag() {
    return SweepColumn.millis("send lag", 3, Metric.SEND_LAG, Percentile.P99).withHeading("p99 ms");
  }

  private static boolean hasDueTimes(List<LevelResult> levels) {
    return levels.stream().anyMatch(level -> level.level().usesOpenModel());
  }

  /** Due times need an open level. */
  private static List<SweepColumn> timeColumns(List<LevelResult> levels) {
    boolean hasDueTimes = hasDueTimes(levels);
    List<SweepColumn> columns = new ArrayList<>();
    columns.add(SweepColumn.millis("TTFT ms", FIRST, Metric.TTFT, Percentile.P50));
    columns.add(SweepColumn.millis("TTFT ms", 5, Metric.TTFT, Percentile.P95));
    columns.add(SweepColumn.millis("TTFT ms", 8, Metric.TTFT, Percentile.P99));
    if (hasDueTimes) {
      columns.add(SweepColumn.millis("due-TTFT ms", 3, Metric.DUE_TTFT, Percentile.P50));
      columns.add(SweepColumn.millis("due-TTFT ms", 2, Metric.DUE_TTFT, Percentile.P95));
      columns.add(sendLag());
    }
    columns.add(SweepColumn.millis("TPOT ms", 7, Metric.TPOT, Percentile.P50));
    columns.add(SweepColumn.millis("ICL ms", 7, Metric.ICL, Percentile.P99));
    columns.add(SweepColumn.millis("E2E ms", 6, Metric.E2E, Percentile.P50));
    columns.add(SweepColumn.millis("E2E ms", 4, Metric.E2E, Percentile.P95));
    if (hasDueTimes) {
      columns.add(SweepColumn.millis("due-E2E ms", 2, Metric.DUE_E2E, Percentile.P50));
      columns.add(SweepColumn.millis("due-E2E ms", 1, Metric.DUE_E2E, Percentile.P95));
    }
    return columns;
  }

  private static double wallSeconds(LevelSummary level) {
    long nanos = level.wallTime().nanos();
    return nanos == Sample.NONE ? Double.NaN : nanos / 1e9;
  }
}
