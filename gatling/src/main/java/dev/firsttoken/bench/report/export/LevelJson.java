package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.ResultJson.millis;
import static dev.firsttoken.bench.report.export.ResultJson.rate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.Latencies;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.summary.SteadyWindow;
import dev.firsttoken.bench.summary.TokenVolume;
import dev.firsttoken.bench.summary.WallTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of one level, what is asked for most at its head. */
public final class LevelJson {
  private LevelJson() {}

  static Map<String, @Nullable Object> fields(LevelSummary level, Result result) {
    boolean partial = result.partial();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    addPlan(fields, level.level());
    fields.put("ok", level.ok());
    fields.put("failed", level.failed());
    fields.put("wall", millis(level.wallNanos()));
    fields.put("rps", rate(level.perSecond(level.ok())));
    fields.put("tps", rate(level.perSecond(level.volume().tokens())));
    Latencies latencies = level.latencies();
    fields.put("ttft_p50", millis(latencies.distribution(Metric.TTFT).percentile(50)));
    fields.put("ttft_p95", millis(latencies.distribution(Metric.TTFT).percentile(95)));
    fields.put("dur_p50", millis(latencies.distribution(Metric.E2E).percentile(50)));
    fields.put("dur_p95", millis(latencies.distribution(Metric.E2E).percentile(95)));
    addGoodput(fields, level);
    addCounts(fields, level, partial);
    for (Metric metric : Metric.values()) {
      ResultJson.addPercentiles(fields, metric, latencies.distribution(metric));
    }
    addChecks(fields, level, partial);
    fields.put("trust", TrustJson.fields(result.checks(level)));
    addCosts(fields, level);
    fields.put("failures", ResultJson.failuresByOutcome(level.failures()));
    fields.put("covered", level.coveredSpans().stream().map(LevelJson::spanFields).toList());
    fields.put("gaps_in_one_read", level.latencies().coalescedGaps());
    fields.put("clock_shared", level.latencies().clockShared());
    fields.put("histograms", level.latencies().histograms());
    return fields;
  }

  private static Map<String, Object> spanFields(WallTime.Span span) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", formatInstant(span.fromNanos()));
    fields.put("to", formatInstant(span.toNanos()));
    return fields;
  }

  private static String formatInstant(long epochNanos) {
    return Instant.ofEpochSecond(0, epochNanos).toString();
  }

  /** The stretches of time that a level took, read back. */
  public static List<WallTime.Span> parseCovered(JsonFields level) {
    List<WallTime.Span> spans = new ArrayList<>();
    JsonNode array = level.array("covered");
    for (int i = 0; i < array.size(); i++) {
      JsonFields span = new JsonFields(level.path() + "/covered/" + i, array.get(i));
      long from = parseEpochNanos(span, "from");
      long to = parseEpochNanos(span, "to");
      if (to < from) {
        throw span.invalid("to", "must not be before from", span.required("to"));
      }
      spans.add(new WallTime.Span(from, to));
    }
    return spans;
  }

  private static long parseEpochNanos(JsonFields span, String field) {
    try {
      return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(span.string(field)));
    } catch (ArithmeticException e) {
      throw span.invalid(field, "must lie between 1678 and 2261", span.required(field));
    }
  }

  /** 0 where nobody counted. */
  public static int parseMaxInFlight(JsonFields level) {
    return level.required("most_in_flight").isNull() ? 0 : level.intValue("most_in_flight");
  }

  /** Little's law as it was found, read back; null where there was no window. */
  public static SteadyWindow.@Nullable LittlesLaw parseLittlesLaw(JsonFields level) {
    String verdict = level.string("little");
    if (!List.of("holds", "broken", "none").contains(verdict)) {
      throw level.invalid("little", "must be holds, broken or none", level.required("little"));
    }
    BigDecimal expected = level.decimal("in_flight_expected");
    BigDecimal inFlight = level.decimal("in_flight");
    return verdict.equals("none") || expected == null || inFlight == null
        ? null
        : new SteadyWindow.LittlesLaw(
            level.millisAsNanos("steady"),
            expected.doubleValue(),
            inFlight.doubleValue(),
            verdict.equals("holds"));
  }

  private static void addPlan(Map<String, @Nullable Object> fields, Level plan) {
    fields.put("concurrency", plan.usesOpenModel() ? null : plan.concurrency());
    fields.put("rate", plan.usesOpenModel() ? rate(plan.rate()) : null);
    fields.put("arrivals", plan.arrivals());
    fields.put("total", plan.total() == 0 ? null : plan.total());
    fields.put("planned_duration", plan.durationNanos() == 0 ? null : millis(plan.durationNanos()));
    fields.put("planned_ramp", plan.rampNanos() == 0 ? null : millis(plan.rampNanos()));
  }

  private static void addGoodput(Map<String, @Nullable Object> fields, LevelSummary level) {
    List<SloCheck> checks = level.slo();
    if (!checks.isEmpty()) {
      fields.put("good", level.good());
      fields.put("goodput", rate(level.perSecond(level.good())));
      fields.put("goodput_share", rate(level.goodShare()));
      fields.put("slo", checks.stream().map(LevelJson::sloFields).toList());
    }
  }

  private static Map<String, @Nullable Object> sloFields(SloCheck check) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("objective", check.objective().toString());
    fields.put("met", check.met());
    fields.put("value", rate(check.value()));
    return fields;
  }

  private static void addCounts(
      Map<String, @Nullable Object> fields, LevelSummary level, boolean partial) {
    fields.put("sent", level.sent(partial));
    fields.put("aborted", level.aborted());
    fields.put("ramp", level.ramp());
    fields.put("warmup", level.warmup());
    fields.put("warmup_failed", level.warmupFailed());
    TokenVolume tokenVolume = level.volume();
    fields.put("tokens", tokenVolume.tokens());
    fields.put("tokens_from", tokenVolume.tokenSource());
    fields.put("tokens_disagree", rate(tokenVolume.disagreement()));
    fields.put("token_sources", tokenVolume.sources());
    fields.put("tokens_compared", tokenVolume.comparedTokens());
    fields.put("events", tokenVolume.events());
    fields.put("reasoning_events", tokenVolume.reasoningEvents());
    fields.put("tool_call_events", tokenVolume.toolCallEvents());
    fields.put("reads", tokenVolume.reads());
    fields.put("events_per_read", rate(tokenVolume.eventsPerRead()));
    fields.put("bytes", tokenVolume.bytes());
  }

  private static void addCosts(Map<String, @Nullable Object> fields, LevelSummary level) {
    LevelEnd end = level.end();
    fields.put("client", end == null ? null : CostJson.client(end.client()));
    fields.put(
        "server", end == null ? null : CostJson.server(end.server(), level.costWindowEvents()));
    fields.put("server_says", end == null ? null : CostJson.serverMetrics(end.says()));
  }

  private static void addChecks(
      Map<String, @Nullable Object> fields, LevelSummary level, boolean partial) {
    SteadyWindow.LittlesLaw littlesLaw = level.littlesLaw();
    fields.put("conservation", level.isConserved(partial) ? "holds" : "broken");
    fields.put("little", littlesLaw == null ? "none" : littlesLaw.holds() ? "holds" : "broken");
    fields.put("steady", millis(littlesLaw == null ? Sample.NONE : littlesLaw.nanos()));
    fields.put("in_flight", rate(littlesLaw == null ? Double.NaN : littlesLaw.inFlight()));
    fields.put("in_flight_expected", rate(littlesLaw == null ? Double.NaN : littlesLaw.expected()));
    fields.put("most_in_flight", level.maxInFlight() == 0 ? null : level.maxInFlight());
  }
}
