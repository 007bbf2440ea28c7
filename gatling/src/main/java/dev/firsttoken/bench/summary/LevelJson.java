package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.summary.ResultJson.millis;
import static dev.firsttoken.bench.summary.ResultJson.rate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Sample;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of one level, what is asked for most at its head. */
final class LevelJson {
  private LevelJson() {}

  static Map<String, @Nullable Object> of(LevelSummary level, Result result) {
    boolean partial = result.partial();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    plan(fields, level.level());
    fields.put("ok", level.ok());
    fields.put("failed", level.failed());
    fields.put("wall", millis(level.wallNanos()));
    fields.put("rps", rate(level.perSecond(level.ok())));
    fields.put("tps", rate(level.perSecond(level.volume().tokens())));
    Latencies latencies = level.latencies();
    fields.put("ttft_p50", millis(latencies.of(Metric.TTFT).at(50)));
    fields.put("ttft_p95", millis(latencies.of(Metric.TTFT).at(95)));
    fields.put("dur_p50", millis(latencies.of(Metric.E2E).at(50)));
    fields.put("dur_p95", millis(latencies.of(Metric.E2E).at(95)));
    goodput(fields, level);
    counts(fields, level, partial);
    for (Metric metric : Metric.values()) {
      ResultJson.percentiles(fields, metric, latencies.of(metric));
    }
    checks(fields, level, partial);
    fields.put("trust", TrustJson.of(result.trust(level)));
    costs(fields, level);
    fields.put("failures", ResultJson.failures(level.failures()));
    fields.put("covered", level.covered().stream().map(LevelJson::span).toList());
    fields.put("gaps_in_one_read", level.latencies().gapsInOneRead());
    fields.put("clock_shared", level.latencies().clockShared());
    fields.put("histograms", level.latencies().histograms());
    return fields;
  }

  private static Map<String, Object> span(Wall.Span span) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", instant(span.fromNanos()));
    fields.put("to", instant(span.toNanos()));
    return fields;
  }

  private static String instant(long epochNanos) {
    return Instant.ofEpochSecond(0, epochNanos).toString();
  }

  /** The stretches of time that a level took, read back. */
  static List<Wall.Span> covered(Fields level) {
    List<Wall.Span> spans = new ArrayList<>();
    JsonNode all = level.array("covered");
    for (int i = 0; i < all.size(); i++) {
      Fields span = new Fields(level.name() + "/covered/" + i, all.get(i));
      long from = epochNanos(span, "from");
      long to = epochNanos(span, "to");
      if (to < from) {
        throw span.bad("to", "must not be before from", span.there("to"));
      }
      spans.add(new Wall.Span(from, to));
    }
    return spans;
  }

  private static long epochNanos(Fields span, String end) {
    try {
      return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(span.text(end)));
    } catch (ArithmeticException e) {
      throw span.bad(end, "must lie between 1678 and 2261", span.there(end));
    }
  }

  /** 0 where nobody counted. */
  static int mostInFlight(Fields level) {
    return level.there("most_in_flight").isNull() ? 0 : level.number("most_in_flight");
  }

  /** Little's law as it was found, read back; null where there was no window. */
  static SteadyWindow.@Nullable Little little(Fields level) {
    String verdict = level.text("little");
    if (!List.of("holds", "broken", "none").contains(verdict)) {
      throw level.bad("little", "must be holds, broken or none", level.there("little"));
    }
    BigDecimal expected = level.decimal("in_flight_expected");
    BigDecimal inFlight = level.decimal("in_flight");
    return verdict.equals("none") || expected == null || inFlight == null
        ? null
        : new SteadyWindow.Little(
            level.millisAsNanos("steady"),
            expected.doubleValue(),
            inFlight.doubleValue(),
            verdict.equals("holds"));
  }

  private static void plan(Map<String, @Nullable Object> fields, Level plan) {
    fields.put("concurrency", plan.open() ? null : plan.concurrency());
    fields.put("rate", plan.open() ? rate(plan.rate()) : null);
    fields.put("arrivals", plan.arrivals());
    fields.put("total", plan.total() == 0 ? null : plan.total());
    fields.put("planned_duration", plan.durationNanos() == 0 ? null : millis(plan.durationNanos()));
    fields.put("planned_ramp", plan.rampNanos() == 0 ? null : millis(plan.rampNanos()));
  }

  private static void goodput(Map<String, @Nullable Object> fields, LevelSummary level) {
    List<SloCheck> checks = level.slo();
    if (!checks.isEmpty()) {
      fields.put("good", level.good());
      fields.put("goodput", rate(level.perSecond(level.good())));
      fields.put("goodput_share", rate(level.goodShare()));
      fields.put("slo", checks.stream().map(LevelJson::slo).toList());
    }
  }

  private static Map<String, @Nullable Object> slo(SloCheck check) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("objective", check.objective().toString());
    fields.put("met", check.met());
    fields.put("value", rate(check.value()));
    return fields;
  }

  private static void counts(
      Map<String, @Nullable Object> fields, LevelSummary level, boolean partial) {
    fields.put("sent", level.sent(partial));
    fields.put("aborted", level.aborted());
    fields.put("ramp", level.ramp());
    fields.put("warmup", level.warmup());
    fields.put("warmup_failed", level.warmupFailed());
    Volume volume = level.volume();
    fields.put("tokens", volume.tokens());
    fields.put("tokens_from", volume.tokensFrom());
    fields.put("tokens_disagree", rate(volume.disagreement()));
    fields.put("token_sources", volume.sources());
    fields.put("tokens_compared", volume.compared());
    fields.put("events", volume.events());
    fields.put("reasoning_events", volume.reasoningEvents());
    fields.put("tool_call_events", volume.toolCallEvents());
    fields.put("reads", volume.reads());
    fields.put("events_per_read", rate(volume.eventsPerRead()));
    fields.put("bytes", volume.bytes());
  }

  private static void costs(Map<String, @Nullable Object> fields, LevelSummary level) {
    LevelEnd end = level.end();
    fields.put("client", end == null ? null : CostJson.client(end.client()));
    fields.put("server", end == null ? null : CostJson.server(end.server(), level.windowEvents()));
    fields.put("server_says", end == null ? null : CostJson.says(end.says()));
  }

  private static void checks(
      Map<String, @Nullable Object> fields, LevelSummary level, boolean partial) {
    SteadyWindow.Little little = level.little();
    fields.put("conservation", level.conserved(partial) ? "holds" : "broken");
    fields.put("little", little == null ? "none" : little.holds() ? "holds" : "broken");
    fields.put("steady", millis(little == null ? Sample.NONE : little.nanos()));
    fields.put("in_flight", rate(little == null ? Double.NaN : little.inFlight()));
    fields.put("in_flight_expected", rate(little == null ? Double.NaN : little.expected()));
    fields.put("most_in_flight", level.mostInFlight() == 0 ? null : level.mostInFlight());
  }
}
