package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.summary.RequestTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Single requests: a name and a value on each line; repeated ones as median with their range. */
public final class RunReport {
  private final List<RequestTimes> responses;
  private final List<String> lines = new ArrayList<>();

  private RunReport(List<RequestTimes> responses) {
    this.responses = responses;
  }

  public static List<String> format(Result result) {
    RunReport report = new RunReport(result.responseTimes());
    int responseCount = report.responses.size();
    String order = responseCount > 1 ? ": median (min to max)" : "";
    report.addLine("succeeded", responseCount + " of " + result.requests().size() + order);
    report.addTimes("TTFT", RequestTimes::ttftNanos);
    report.appendCalibration(result.header().calibration());
    report.addTimes("TTFO", RequestTimes::ttfoNanos);
    report.addTimes("E2E", RequestTimes::e2eNanos);
    report.addTimes("TPOT", RequestTimes::tpotNanos);
    result
        .levels()
        .forEach(level -> report.addIcl(level.summary().latencies().distribution(Metric.ICL)));
    report.addTimes("connect", RequestTimes::connectNanos);
    report.addRange("tokens", "", RequestTimes::tokens, Long::toString);
    report.addRange("tps", " tokens/s", RequestTimes::tpsMillionths, NumberFormats::formatMillis);
    return report.lines;
  }

  private void addTimes(String name, ToLongFunction<RequestTimes> accessor) {
    addRange(name, " ms", accessor, NumberFormats::formatMillis);
  }

  /** Appends the calibrated bias to the line above. */
  private void appendCalibration(@Nullable Calibration calibration) {
    if (calibration != null && !responses.isEmpty()) {
      lines.add(lines.removeLast() + " " + CalibrationLine.formatTtftBias(calibration));
    }
  }

  private void addIcl(Distribution gaps) {
    if (gaps.count() > 0) {
      String p50 = NumberFormats.formatMillis(gaps.percentile(Percentile.P50));
      String p99 = NumberFormats.formatMillis(gaps.percentile(Percentile.P99));
      addLine("ICL", p50 + " ms p50, " + p99 + " ms p99");
    }
  }

  private void addRange(
      String name,
      String unit,
      ToLongFunction<RequestTimes> accessor,
      LongFunction<String> formatter) {
    long median = RequestTimes.percentile(responses, accessor, 50);
    if (median == Sample.NONE) {
      return;
    }
    String min = formatter.apply(RequestTimes.percentile(responses, accessor, 0));
    String max = formatter.apply(RequestTimes.percentile(responses, accessor, 100));
    String range = responses.size() == 1 ? "" : " (" + min + " to " + max + ")";
    addLine(name, formatter.apply(median) + unit + range);
  }

  private void addLine(String name, String value) {
    lines.add("%-9s %s".formatted(name, value));
  }
}
