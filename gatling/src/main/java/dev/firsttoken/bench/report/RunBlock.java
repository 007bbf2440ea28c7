package dev.firsttoken.bench.report;

import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.Result;
import java.util.ArrayList;
import java.util.List;

/** Single requests: a name and a value on each line, medians with their range where repeated. */
final class RunBlock {
  private final List<String> lines = new ArrayList<>();

  private RunBlock() {}

  static List<String> of(Result result) {
    RunBlock block = new RunBlock();
    for (LevelSummary level : result.levels()) {
      block.level(level);
    }
    return block.lines;
  }

  private void level(LevelSummary level) {
    line("answered", level.ok() + " of " + level.sampled());
    if (level.ok() == 0) {
      return;
    }
    times("TTFT", level, Metric.TTFT);
    times("TTFO", level, Metric.TTFO);
    times("E2E", level, Metric.E2E);
    times("TPOT", level, Metric.TPOT);
    Distribution icl = level.latencies().of(Metric.ICL);
    if (icl.count() > 0) {
      line(
          "ICL",
          "%s ms p50, %s ms p99".formatted(Numbers.millis(icl.at(50)), Numbers.millis(icl.at(99))));
    }
    times("connect", level, Metric.CONNECT);
    line("tokens", level.volume().tokens() + " by " + level.volume().tokensFrom());
    line("tps", range(level.latencies().of(Metric.REQUEST_TPS), "tokens/s"));
  }

  private void times(String name, LevelSummary level, Metric metric) {
    if (level.latencies().of(metric).count() > 0) {
      line(name, range(level.latencies().of(metric), "ms"));
    }
  }

  private static String range(Distribution values, String unit) {
    String median = Numbers.millis(values.at(50)) + " " + unit;
    return values.count() == 1
        ? median
        : "%s (%s to %s)"
            .formatted(median, Numbers.millis(values.at(0)), Numbers.millis(values.at(100)));
  }

  private void line(String name, String value) {
    lines.add("%-9s %s".formatted(name, value));
  }
}
