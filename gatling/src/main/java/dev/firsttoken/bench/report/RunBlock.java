package dev.firsttoken.bench.report;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.RequestTimes;
import dev.firsttoken.bench.summary.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Single requests: a name and a value on each line, medians with their range where repeated. */
final class RunBlock {
  private final List<RequestTimes> answered;
  private final List<String> lines = new ArrayList<>();

  private RunBlock(List<RequestTimes> answered) {
    this.answered = answered;
  }

  static List<String> of(Result result) {
    RunBlock block = new RunBlock(result.answered());
    int answered = block.answered.size();
    String order = answered > 1 ? ": median (least to most)" : "";
    block.line("answered", answered + " of " + result.runs().size() + order);
    block.times("TTFT", RequestTimes::ttftNanos);
    block.beside(result.header().calibration());
    block.times("TTFO", RequestTimes::ttfoNanos);
    block.times("E2E", RequestTimes::e2eNanos);
    block.times("TPOT", RequestTimes::tpotNanos);
    result.levels().forEach(level -> block.icl(level.latencies().of(Metric.ICL)));
    block.times("connect", RequestTimes::connectNanos);
    block.range("tokens", "", RequestTimes::tokens, Long::toString);
    block.range("tps", " tokens/s", RequestTimes::tpsMillionths, Numbers::millis);
    return block.lines;
  }

  private void times(String name, ToLongFunction<RequestTimes> of) {
    range(name, " ms", of, Numbers::millis);
  }

  /** How much of the line above is the instrument's doing. */
  private void beside(@Nullable Calibration calibration) {
    if (calibration != null && !answered.isEmpty()) {
      lines.add(lines.removeLast() + " " + InstrumentLine.inTtft(calibration));
    }
  }

  private void icl(Distribution gaps) {
    if (gaps.count() > 0) {
      String p50 = Numbers.millis(gaps.at(50));
      String p99 = Numbers.millis(gaps.at(99));
      line("ICL", p50 + " ms p50, " + p99 + " ms p99");
    }
  }

  private void range(
      String name, String unit, ToLongFunction<RequestTimes> of, LongFunction<String> shown) {
    long median = RequestTimes.ranked(answered, of, 50);
    if (median == Sample.NONE) {
      return;
    }
    String least = shown.apply(RequestTimes.ranked(answered, of, 0));
    String most = shown.apply(RequestTimes.ranked(answered, of, 100));
    String range = answered.size() == 1 ? "" : " (" + least + " to " + most + ")";
    line(name, shown.apply(median) + unit + range);
  }

  private void line(String name, String value) {
    lines.add("%-9s %s".formatted(name, value));
  }
}
