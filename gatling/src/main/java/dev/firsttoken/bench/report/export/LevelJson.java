package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.millis;
import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.AskedVolume;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Latencies;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.LittlesLaw;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.PromptVolume;
import dev.firsttoken.bench.summary.RequestCounts;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.summary.TokenVolume;
import dev.firsttoken.bench.summary.TokenVolume.TokenComparison;
import dev.firsttoken.bench.summary.WallTime;
import dev.firsttoken.bench.trust.TrustCheck;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of one level, the most important fields first. */
final class LevelJson {
  /** Fields that are written for each level but not repeated at the top of a result. */
  static final List<String> LEVEL_ONLY =
      List.of(
          "target", "round", "rounds", "covered", "time_spans", "series", "slowest", "histograms");

  private static final String KIND = "kind";

  private LevelJson() {}

  /**
   * Returns the fields of a level.
   *
   * @param percentiles of each metric, in order
   */
  static Map<String, @Nullable Object> fields(LevelResult result, List<Percentile> percentiles) {
    LevelSummary level = result.summary();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    addPlan(fields, level.level());
    addKeyNumbers(fields, level);
    addGoodput(fields, result);
    addCounts(fields, result);
    switch (level.kind()) {
      case CHAT, WHOLE -> {
        addTokens(fields, level.volume());
        fields.put("finish_reasons", level.finishReasons());
      }
      case MICRO -> {
        fields.put("reads", level.volume().reads());
        fields.put("bytes", level.volume().bytes());
      }
    }
    for (Metric metric : Metric.values()) {
      if (metric.appliesTo(level.kind())) {
        Distribution distribution = level.latencies().distribution(metric);
        addPercentiles(fields, metric, distribution, percentiles);
        addMoments(fields, metric, distribution);
      }
    }
    addConsistency(fields, result);
    fields.put("trust", result.checks().stream().map(LevelJson::checkFields).toList());
    addCosts(fields, level);
    fields.put("failures", FailureJson.fields(level.failures()));
    if (result.rounds().size() > 1) {
      fields.put("rounds", result.rounds().stream().map(RoundJson::fields).toList());
    }
    TimelineJson.add(fields, result.timeline());
    addRawData(fields, level);
    return fields;
  }

  /** Returns the numbers of the only level of a result; a kind other than chat is named. */
  static Map<String, @Nullable Object> topFields(
      LevelResult result, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> top = new LinkedHashMap<>(fields);
    top.keySet().removeAll(LEVEL_ONLY);
    if (result.level().kind() == RequestKind.CHAT) {
      top.remove(KIND);
    }
    return top;
  }

  private static void addPlan(Map<String, @Nullable Object> fields, Level plan) {
    fields.put("concurrency", plan.usesOpenModel() ? null : plan.concurrency());
    fields.put("rate", plan.usesOpenModel() ? rate(plan.rate()) : null);
    Arrivals arrivals = plan.arrivals();
    fields.put("arrivals", arrivals == null ? null : arrivals.label());
    fields.put("total", plan.total() == 0 ? null : plan.total());
    fields.put("planned_duration", plan.durationNanos() == 0 ? null : millis(plan.durationNanos()));
    fields.put("planned_ramp", plan.rampNanos() == 0 ? null : millis(plan.rampNanos()));
    fields.put("target", plan.target());
    fields.put("round", plan.round());
    fields.put(KIND, plan.kind().label());
  }

  private static void addKeyNumbers(Map<String, @Nullable Object> fields, LevelSummary level) {
    fields.put("ok", level.ok());
    fields.put("failed", level.failed());
    fields.put("wall", millis(level.wallTime().nanos()));
    fields.put("rps", rate(level.perSecond(level.ok())));
    boolean hasTokens = level.kind().hasTokens();
    TokenVolume volume = level.volume();
    fields.put(
        hasTokens ? "tps" : "bytes_per_second",
        rate(level.perSecond(hasTokens ? volume.tokens() : volume.bytes())));
    if (hasTokens) {
      addPromptRates(fields, level);
    }
    for (Metric metric : List.of(hasTokens ? Metric.TTFT : Metric.TTFB, Metric.E2E)) {
      for (Percentile percentile : List.of(Percentile.P50, Percentile.P95)) {
        addPercentile(fields, metric, percentile, level.latencies().distribution(metric));
      }
    }
  }

  /** Adds the rates that count prompt tokens; null where no response states them. */
  private static void addPromptRates(Map<String, @Nullable Object> fields, LevelSummary level) {
    long promptTokens = level.volume().prompts().tokens();
    long allTokens = promptTokens + level.volume().tokens();
    fields.put("input_tps", promptTokens == 0 ? null : rate(level.perSecond(promptTokens)));
    fields.put("total_tps", promptTokens == 0 ? null : rate(level.perSecond(allTokens)));
  }

  private static void addGoodput(Map<String, @Nullable Object> fields, LevelResult result) {
    if (!result.slo().isEmpty()) {
      LevelSummary level = result.summary();
      fields.put("good", level.good());
      fields.put("goodput", rate(level.perSecond(level.good())));
      fields.put("goodput_share", rate(level.goodShare()));
      fields.put("slo", result.slo().stream().map(LevelJson::sloFields).toList());
    }
  }

  private static Map<String, @Nullable Object> sloFields(SloCheck check) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("objective", check.objective().toString());
    fields.put("met", check.met());
    fields.put("value", rate(check.value()));
    return fields;
  }

  private static void addCounts(Map<String, @Nullable Object> fields, LevelResult result) {
    RequestCounts counts = result.summary().counts();
    fields.put("sent", result.sent());
    fields.put("aborted", counts.aborted());
    fields.put("ramp", counts.ramp());
    fields.put("warmup", counts.warmup());
    fields.put("warmup_failed", counts.warmupFailed());
    fields.put("resent", counts.resent());
    fields.put("reconnected", counts.reconnected());
    fields.put("rested", counts.rested());
    fields.put("without_last_event", counts.withoutLastEvent());
    fields.put("of_another_type", counts.ofAnotherType());
  }

  private static void addTokens(Map<String, @Nullable Object> fields, TokenVolume volume) {
    fields.put("tokens", volume.tokens());
    fields.put("tokens_from", volume.tokenSource());
    fields.put("tokens_disagree", rate(volume.disagreement()));
    Map<String, Object> sources = new LinkedHashMap<>();
    volume.sources().forEach((source, count) -> sources.put(source.label(), count));
    fields.put("token_sources", sources);
    TokenComparison all = volume.comparison();
    TokenComparison tokenizer = volume.tokenizerComparison();
    Map<String, Object> compared = new LinkedHashMap<>();
    compared.put("usage", all.usage());
    compared.put("other", all.other());
    compared.put("usage_tokenized", tokenizer.usage());
    compared.put("tokenized", tokenizer.other());
    fields.put("tokens_compared", compared);
    fields.put("events", volume.events());
    fields.put("reasoning_events", volume.reasoningEvents());
    fields.put("tool_call_events", volume.toolCallEvents());
    fields.put("reads", volume.reads());
    fields.put("events_per_read", rate(volume.eventsPerRead()));
    fields.put("bytes", volume.bytes());
    PromptVolume prompts = volume.prompts();
    boolean cacheKnown = prompts.knownTokens() > 0;
    fields.put("prompt_tokens", prompts.tokens() == 0 ? null : prompts.tokens());
    fields.put("cached_tokens", cacheKnown ? prompts.cachedTokens() : null);
    fields.put("cached_of", cacheKnown ? prompts.knownTokens() : null);
    fields.put("cached_share", rate(prompts.cachedShare()));
    addAsked(fields, volume.asked());
  }

  /** Adds the lengths that were asked for; null where none was. */
  private static void addAsked(Map<String, @Nullable Object> fields, AskedVolume asked) {
    boolean isShort = asked.shorter() > 0;
    fields.put("input_tokens_asked", asked.inputTokens() == 0 ? null : asked.inputTokens());
    fields.put("output_tokens_asked", asked.outputTokens() == 0 ? null : asked.outputTokens());
    fields.put("short_responses", asked.judged() == 0 ? null : asked.shorter());
    fields.put("short_of", asked.judged() == 0 ? null : asked.judged());
    fields.put("shortest_tokens", isShort ? asked.shortest().tokens() : null);
    fields.put("shortest_asked", isShort ? asked.shortest().asked() : null);
  }

  /** Adds every percentile of a metric; null if there are too few values for it. */
  static void addPercentiles(
      Map<String, @Nullable Object> fields,
      Metric metric,
      Distribution distribution,
      List<Percentile> percentiles) {
    for (Percentile percentile : percentiles) {
      addPercentile(fields, metric, percentile, distribution);
    }
  }

  private static void addPercentile(
      Map<String, @Nullable Object> fields,
      Metric metric,
      Percentile percentile,
      Distribution distribution) {
    fields.put(
        metric.label() + "_" + percentile.fieldSuffix(),
        distribution.canResolve(percentile) ? millis(distribution.percentile(percentile)) : null);
  }

  private static void addMoments(
      Map<String, @Nullable Object> fields, Metric metric, Distribution distribution) {
    boolean hasValues = distribution.count() > 0;
    fields.put(metric.label() + "_mean", millis(distribution.mean()));
    fields.put(metric.label() + "_stddev", millis(distribution.standardDeviation()));
    fields.put(metric.label() + "_min", hasValues ? millis(distribution.min()) : null);
    fields.put(metric.label() + "_max", hasValues ? millis(distribution.max()) : null);
  }

  private static void addConsistency(Map<String, @Nullable Object> fields, LevelResult result) {
    LittlesLaw law = result.summary().load().littlesLaw();
    int maxInFlight = result.summary().load().maxInFlight();
    fields.put("conservation", result.conserved() ? "holds" : "broken");
    fields.put("little", law == null ? "none" : law.holds() ? "holds" : "broken");
    fields.put("steady", millis(law == null ? Sample.NONE : law.nanos()));
    fields.put("in_flight", rate(law == null ? Double.NaN : law.inFlight()));
    fields.put("in_flight_expected", rate(law == null ? Double.NaN : law.expected()));
    fields.put("most_in_flight", maxInFlight == 0 ? null : maxInFlight);
  }

  private static Map<String, Object> checkFields(TrustCheck check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", check.kind().label());
    fields.put("verdict", check.verdict().label());
    fields.put("message", check.message());
    return fields;
  }

  private static void addCosts(Map<String, @Nullable Object> fields, LevelSummary level) {
    LevelEnd end = level.end();
    fields.put("client", end == null ? null : CostJson.client(end.client()));
    fields.put(
        "server",
        end == null ? null : CostJson.server(end.server(), level.kind(), level.costWindowEvents()));
    Map<String, @Nullable Object> metrics =
        end == null ? null : CostJson.serverMetrics(end.metrics());
    fields.put("server_says", metrics);
    fields.put("server_metrics", metrics);
  }

  /** Adds what a merge needs beside the numbers. */
  private static void addRawData(Map<String, @Nullable Object> fields, LevelSummary level) {
    Latencies latencies = level.latencies();
    List<Map<String, Object>> spans =
        level.wallTime().spans().stream().map(LevelJson::spanFields).toList();
    fields.put("covered", spans);
    fields.put("time_spans", spans);
    if (level.kind().hasTokens()) {
      fields.put("gaps_in_one_read", latencies.coalescedGaps());
      fields.put("unstreamed", latencies.unstreamed());
      fields.put("clock_shared", latencies.clockShared());
    }
    Map<String, Object> histograms = new LinkedHashMap<>();
    latencies
        .recorded()
        .forEach(
            (metric, distribution) ->
                histograms.put(metric.label(), histogramFields(distribution)));
    fields.put("histograms", histograms);
  }

  private static Map<String, Object> spanFields(WallTime.Span span) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", Instant.ofEpochSecond(0, span.fromNanos()).toString());
    fields.put("to", Instant.ofEpochSecond(0, span.toNanos()).toString());
    return fields;
  }

  private static Map<String, Object> histogramFields(Distribution distribution) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", distribution.count());
    fields.put("min_ns", distribution.min());
    fields.put("max_ns", distribution.max());
    fields.put("hdr", distribution.encode());
    return fields;
  }
}
