package dev.firsttoken.bench.annotate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Metric;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Annotation of a run in the fields of Grafana's HTTP API.
 *
 * @param startMillis milliseconds since the epoch
 * @param endMillis milliseconds since the epoch
 * @param text lines for people: the run, and one for each of its first levels
 */
public record RunAnnotation(long startMillis, long endMillis, List<String> tags, String text) {
  /** Tag by which the dashboard finds the annotations. */
  public static final String TAG = "first-token-bench";

  /** Levels in the text; a comparison has hundreds. */
  private static final int MAX_LEVELS = 20;

  private static final double NANOS_PER_MILLI = 1e6;

  public RunAnnotation {
    tags = List.copyOf(tags);
  }

  /**
   * Describes a run.
   *
   * @param elapsed time from its start to its end
   */
  public static RunAnnotation of(Result result, Duration elapsed) {
    RunHeader header = result.header();
    long start = OffsetDateTime.parse(header.startedAt()).toInstant().toEpochMilli();
    String command = header.command().label();
    return new RunAnnotation(
        start, start + elapsed.toMillis(), List.of(TAG, command), text(result, command));
  }

  private static String text(Result result, String command) {
    List<String> lines = new ArrayList<>();
    Object url = result.header().options().get("url");
    lines.add(
        "./bench %s%s%s"
            .formatted(
                command,
                url == null ? "" : " of " + url,
                result.partial() ? ", ended before its plan" : ""));
    List<LevelResult> levels = result.levels();
    levels.stream().limit(MAX_LEVELS).map(RunAnnotation::line).forEach(lines::add);
    if (levels.size() > MAX_LEVELS) {
      lines.add("and %d more levels".formatted(levels.size() - MAX_LEVELS));
    }
    return String.join("\n", lines);
  }

  private static String line(LevelResult level) {
    boolean isStreamed = level.level().kind() == RequestKind.CHAT;
    Distribution times =
        level.summary().latencies().distribution(isStreamed ? Metric.TTFT : Metric.E2E);
    return "%s: %d ok, %d failed%s"
        .formatted(
            level.level().nameWithTarget(),
            level.ok(),
            level.failed(),
            times.count() == 0 ? "" : ", " + describe(isStreamed ? "TTFT" : "latency", times));
  }

  private static String describe(String name, Distribution times) {
    return String.format(
        Locale.ROOT,
        "%s p50 %.1f ms, p95 %.1f ms",
        name,
        times.percentile(50) / NANOS_PER_MILLI,
        times.percentile(95) / NANOS_PER_MILLI);
  }

  /** Returns the body of a request to {@code /api/annotations}, in one line. */
  public String toJson() {
    ObjectNode fields = new JsonMapper().createObjectNode();
    fields.put("time", startMillis);
    fields.put("timeEnd", endMillis);
    tags.forEach(fields.putArray("tags")::add);
    fields.put("text", text);
    return fields.toString();
  }
}
