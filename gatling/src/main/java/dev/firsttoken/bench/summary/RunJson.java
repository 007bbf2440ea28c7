package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.summary.ResultJson.count;
import static dev.firsttoken.bench.summary.ResultJson.millis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The JSON of single requests: each by itself, and their medians. */
final class RunJson {
  private RunJson() {}

  static Map<String, @Nullable Object> of(Run run) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    times(fields, run.times() == null ? List.of() : List.of(run.times()));
    fields.put("icl_p50", millis(run.iclP50Nanos()));
    fields.put("icl_p99", millis(run.iclP99Nanos()));
    fields.put("events", run.events());
    fields.put("reasoning_events", run.reasoningEvents());
    fields.put("tool_call_events", run.toolCallEvents());
    fields.put("prompt_tokens", count(run.promptTokens()));
    fields.put("reads", run.reads());
    fields.put("bytes", run.bytes());
    fields.put("finish_reason", run.finishReason());
    fields.put("status", run.status());
    fields.put("outcome", run.outcome().label());
    fields.put("detail", run.detail());
    return fields;
  }

  /** Over the runs that were answered well; of an even number the lower one of the middle two. */
  static Map<String, @Nullable Object> medians(Result result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    times(fields, result.answered());
    if (result.levels().size() == 1) {
      Distribution icl = result.levels().getFirst().latencies().of(Metric.ICL);
      ResultJson.percentiles(fields, Metric.ICL, icl);
    }
    return fields;
  }

  private static void times(Map<String, @Nullable Object> fields, List<RequestTimes> runs) {
    fields.put("ttft", millis(median(runs, RequestTimes::ttftNanos)));
    fields.put("tokens", count(median(runs, RequestTimes::tokens)));
    fields.put("duration", millis(median(runs, RequestTimes::e2eNanos)));
    fields.put("tps", millis(median(runs, RequestTimes::tpsMillionths)));
    fields.put("tokens_from", tokensFrom(runs));
    fields.put("ttft_from_write", millis(median(runs, RequestTimes::ttftFromWriteNanos)));
    fields.put("ttfo", millis(median(runs, RequestTimes::ttfoNanos)));
    fields.put("tpot", millis(median(runs, RequestTimes::tpotNanos)));
    fields.put("connect", millis(median(runs, RequestTimes::connectNanos)));
    fields.put("close", millis(median(runs, RequestTimes::closeNanos)));
  }

  private static long median(List<RequestTimes> runs, ToLongFunction<RequestTimes> of) {
    return RequestTimes.ranked(runs, of, 50);
  }

  private static @Nullable String tokensFrom(List<RequestTimes> runs) {
    List<TokenSource> sources = runs.stream().map(RequestTimes::tokensFrom).distinct().toList();
    return switch (sources.size()) {
      case 0 -> null;
      case 1 -> sources.getFirst().label();
      default -> "mixed";
    };
  }
}
