package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.samples.JsonValues;
import dev.firsttoken.bench.timeline.LevelTimeline;
import dev.firsttoken.bench.timeline.Series;
import dev.firsttoken.bench.timeline.SeriesPeaks;
import dev.firsttoken.bench.timeline.SlowRequest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JSON of a level's course: its series as columns, and its slowest requests. */
final class TimelineJson {
  private TimelineJson() {}

  static void add(Map<String, @Nullable Object> fields, LevelTimeline timeline) {
    Series series = timeline.series();
    fields.put("series", series == null ? null : seriesFields(series));
    fields.put("slowest", timeline.slowest().stream().map(TimelineJson::slowFields).toList());
  }

  private static Map<String, @Nullable Object> seriesFields(Series series) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("t_ms", times(series.startNanos()));
    fields.put("width_ms", times(series.widthNanos()));
    fields.put("rps", rates(series.rps()));
    fields.put("tps", rates(series.tps()));
    fields.put("in_flight", rates(series.inFlight()));
    fields.put("ttft_p50", times(series.ttftNanos(50)));
    fields.put("ttft_p95", times(series.ttftNanos(95)));
    fields.put("errors", column(series.errors().stream().map(BigDecimal::valueOf)));
    fields.put("peak", peakFields(series.peaks()));
    return fields;
  }

  private static Map<String, @Nullable Object> peakFields(SeriesPeaks peaks) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("rps", rate(peaks.rps()));
    fields.put("tps", rate(peaks.tps()));
    fields.put("in_flight", rate(peaks.inFlight()));
    fields.put("ttft_p50", millis(peaks.ttftP50Nanos()));
    fields.put("ttft_p95", millis(peaks.ttftP95Nanos()));
    fields.put("errors", peaks.errors());
    return fields;
  }

  private static Map<String, @Nullable Object> slowFields(SlowRequest request) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("t_ms", millis(request.atNanos()));
    fields.put("round", request.round());
    fields.put("user", request.user());
    fields.put("ttft", millis(request.ttftNanos()));
    fields.put("dur", millis(request.e2eNanos()));
    fields.put("tokens", request.tokens());
    fields.put("events", request.events());
    fields.put("finish_reason", request.finishReason());
    fields.put("longest_gap", millis(request.longestGapNanos()));
    fields.put("longest_gap_at", millis(request.longestGapAtNanos()));
    fields.put("offsets_ms", times(Arrays.stream(request.offsets()).boxed().toList()));
    return fields;
  }

  private static JsonValues.Raw times(List<Long> nanos) {
    return column(nanos.stream().map(JsonNumbers::millis));
  }

  private static JsonValues.Raw rates(List<Double> perSecond) {
    return column(perSecond.stream().map(JsonNumbers::rate));
  }

  /** Keeps a column to one line, without needless zeros: there are many of them. */
  private static JsonValues.Raw column(Stream<@Nullable BigDecimal> numbers) {
    return new JsonValues.Raw(
        numbers.map(TimelineJson::format).collect(Collectors.joining(", ", "[", "]")));
  }

  private static String format(@Nullable BigDecimal number) {
    return number == null ? "null" : number.stripTrailingZeros().toPlainString();
  }
}
