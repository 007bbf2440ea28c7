package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.countOrNull;
import static dev.firsttoken.bench.report.export.JsonNumbers.millis;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.RequestSummary;
import dev.firsttoken.bench.summary.RequestTimes;
import dev.firsttoken.bench.summary.TokenSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** JSON of single requests: each by itself, and their medians. */
final class RunJson {
  private RunJson() {}

  static Map<String, @Nullable Object> fields(RequestSummary request) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    addTimes(fields, request.times() == null ? List.of() : List.of(request.times()));
    fields.put("icl_p50", millis(request.iclP50Nanos()));
    fields.put("icl_p99", millis(request.iclP99Nanos()));
    fields.put("events", request.events());
    fields.put("reasoning_events", request.reasoningEvents());
    fields.put("tool_call_events", request.toolCallEvents());
    fields.put("prompt_tokens", countOrNull(request.promptTokens()));
    fields.put("reads", request.reads());
    fields.put("bytes", request.bytes());
    fields.put("finish_reason", request.finishReason());
    fields.put("status", request.status());
    fields.put("outcome", request.outcome().label());
    fields.put("detail", request.detail());
    return fields;
  }

  /**
   * Returns the medians of the successful requests: of an even number, the lower one of the middle
   * two.
   */
  static Map<String, @Nullable Object> medians(Result result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    addTimes(fields, result.responseTimes());
    if (result.levels().size() == 1) {
      Distribution icl = result.levels().getFirst().summary().latencies().distribution(Metric.ICL);
      LevelJson.addPercentiles(fields, Metric.ICL, icl, result.header().settings().percentiles());
    }
    return fields;
  }

  private static void addTimes(Map<String, @Nullable Object> fields, List<RequestTimes> requests) {
    fields.put("ttft", millis(median(requests, RequestTimes::ttftNanos)));
    fields.put("tokens", countOrNull(median(requests, RequestTimes::tokens)));
    fields.put("duration", millis(median(requests, RequestTimes::e2eNanos)));
    fields.put("tps", millis(median(requests, RequestTimes::tpsMillionths)));
    fields.put("tokens_from", tokenSource(requests));
    fields.put("ttft_from_write", millis(median(requests, RequestTimes::ttftFromWriteNanos)));
    fields.put("ttfo", millis(median(requests, RequestTimes::ttfoNanos)));
    fields.put("tpot", millis(median(requests, RequestTimes::tpotNanos)));
    fields.put("connect", millis(median(requests, RequestTimes::connectNanos)));
    fields.put("close", millis(median(requests, RequestTimes::closeNanos)));
  }

  private static long median(List<RequestTimes> requests, ToLongFunction<RequestTimes> accessor) {
    return RequestTimes.percentile(requests, accessor, 50);
  }

  private static @Nullable String tokenSource(List<RequestTimes> requests) {
    List<TokenSource> sources =
        requests.stream().map(RequestTimes::tokenSource).distinct().toList();
    return switch (sources.size()) {
      case 0 -> null;
      case 1 -> sources.getFirst().label();
      default -> "mixed";
    };
  }
}
