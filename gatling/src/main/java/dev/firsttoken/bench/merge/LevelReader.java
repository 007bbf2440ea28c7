package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.summary.AskedVolume;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import dev.firsttoken.bench.summary.FinishReasonCounts;
import dev.firsttoken.bench.summary.Latencies;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.LittlesLaw;
import dev.firsttoken.bench.summary.LoadSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.PromptVolume;
import dev.firsttoken.bench.summary.RequestCounts;
import dev.firsttoken.bench.summary.TokenSource;
import dev.firsttoken.bench.summary.TokenVolume;
import dev.firsttoken.bench.summary.TokenVolume.TokenComparison;
import dev.firsttoken.bench.summary.WallTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of one level back from the JSON of a result. */
final class LevelReader {
  private final JsonFields level;

  private LevelReader(JsonFields level) {
    this.level = level;
  }

  /**
   * Reads one level.
   *
   * @param hasSlo whether the merged result has an SLO, so that goodput adds up
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  static LevelSummary read(JsonFields level, boolean hasSlo) {
    LevelReader reader = new LevelReader(level);
    Level plan = reader.plan();
    RequestCounts counts = reader.counts(hasSlo);
    int sent = level.intValue("sent");
    return new LevelSummary(
        plan,
        new LevelEnd(0, counts.warmup(), counts.ramp(), sent, null, null, null, null),
        counts,
        reader.failures(),
        reader.wallTime(),
        reader.latencies(plan.kind()),
        plan.kind() == RequestKind.MICRO ? reader.plainVolume() : reader.volume(),
        reader.load(),
        reader.finishReasons(),
        0);
  }

  private Level plan() {
    BigDecimal rate = level.decimal("rate");
    boolean namesTarget = level.json().has("target");
    return new Level(
        namesTarget ? level.string("target") : Level.DEFAULT_TARGET,
        namesTarget ? level.intValue("round") : 1,
        namesTarget ? kind() : RequestKind.CHAT,
        rate == null ? level.intValue("concurrency") : 0,
        rate == null ? 0 : rate.doubleValue(),
        arrivals(),
        level.required("total").isNull() ? 0 : level.intValue("total"),
        level.millisAsNanos("planned_duration"),
        level.millisAsNanos("planned_ramp"),
        level.intValue("warmup"));
  }

  private @Nullable Arrivals arrivals() {
    String label = level.stringOrNull("arrivals");
    try {
      return label == null ? null : Arrivals.of(label);
    } catch (IllegalArgumentException e) {
      throw level.invalid(
          "arrivals",
          "must be \"constant\", \"poisson\", \"trace\" or null",
          level.required("arrivals"));
    }
  }

  private RequestKind kind() {
    String label = level.string("kind");
    try {
      return RequestKind.parse(label);
    } catch (IllegalArgumentException e) {
      throw level.invalid(
          "kind", "must be \"chat\", \"whole\" or \"micro\"", level.required("kind"));
    }
  }

  private RequestCounts counts(boolean hasSlo) {
    return new RequestCounts(
        level.intValue("ok"),
        level.intValue("aborted"),
        hasSlo ? (Integer) level.intValue("good") : null,
        level.intValue("ramp"),
        level.intValue("warmup"),
        level.intValue("warmup_failed"),
        level.optionalInt("resent"),
        level.optionalInt("reconnected"),
        level.optionalInt("rested"),
        level.optionalInt("without_last_event"),
        level.optionalInt("of_another_type"));
  }

  private Map<String, Integer> finishReasons() {
    FinishReasonCounts finishReasons = new FinishReasonCounts();
    if (level.json().has("finish_reasons")) {
      JsonFields fields = level.object("finish_reasons");
      fields
          .json()
          .fieldNames()
          .forEachRemaining(reason -> finishReasons.add(reason, fields.intValue(reason)));
    }
    return finishReasons.close();
  }

  private SortedMap<FailureKind, Failure> failures() {
    JsonFields fields = level.object("failures");
    SortedMap<FailureKind, Failure> failures = new TreeMap<>();
    fields
        .json()
        .fieldNames()
        .forEachRemaining(
            label -> {
              Outcome outcome = outcome(label);
              if (outcome != null) {
                Failure failure = failure(fields.object(label));
                failures.put(FailureKind.of(outcome, failure.status()), failure);
              }
            });
    return failures;
  }

  /** Finds the outcome of a label such as {@code http_status_503}; null if there is none. */
  private static @Nullable Outcome outcome(String label) {
    String withoutStatus = label.replaceFirst("_[0-9]+$", "");
    return Arrays.stream(Outcome.values())
        .filter(outcome -> outcome.label().equals(withoutStatus))
        .findAny()
        .orElse(null);
  }

  private static Failure failure(JsonFields fields) {
    return new Failure(
        fields.intValue("count"), fields.stringOrNull("example"), fields.optionalInt("status"));
  }

  private Latencies latencies(RequestKind kind) {
    JsonFields histograms = level.object("histograms");
    Map<Metric, Distribution> distributions = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      if (histograms.json().has(metric.label())) {
        distributions.put(metric, distribution(histograms.object(metric.label())));
      }
    }
    if (kind == RequestKind.MICRO) {
      return new Latencies(distributions, true, 0, 0);
    }
    return new Latencies(
        distributions,
        level.booleanValue("clock_shared"),
        level.longValue("gaps_in_one_read"),
        level.optionalInt("unstreamed"));
  }

  private static Distribution distribution(JsonFields fields) {
    String hdr = fields.string("hdr");
    Distribution distribution;
    try {
      distribution =
          Distribution.decode(hdr, fields.longValue("min_ns"), fields.longValue("max_ns"));
    } catch (Distribution.UnreadableException e) {
      throw new IllegalArgumentException(
          fields.path() + "/hdr is not a histogram: " + e.getMessage(), e);
    }
    long count = fields.longValue("count");
    if (distribution.count() != count) {
      throw new IllegalArgumentException(
          "%s/count is %d, but its histogram holds %d values"
              .formatted(fields.path(), count, distribution.count()));
    }
    return distribution;
  }

  /** Plain GET requests have bytes and no tokens. */
  private TokenVolume plainVolume() {
    TokenComparison none = new TokenComparison(0, 0);
    return new TokenVolume(
        0,
        0,
        0,
        0,
        level.longValue("reads"),
        level.longValue("bytes"),
        Map.of(),
        none,
        none,
        PromptVolume.EMPTY,
        AskedVolume.EMPTY);
  }

  private TokenVolume volume() {
    JsonFields requests = level.object("token_sources");
    Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
    for (TokenSource source : TokenSource.values()) {
      if (requests.json().has(source.label())) {
        sources.put(source, requests.intValue(source.label()));
      }
    }
    JsonFields compared = level.object("tokens_compared");
    long usageTokenized = compared.longValue("usage_tokenized");
    long tokenized = compared.longValue("tokenized");
    return new TokenVolume(
        level.longValue("tokens"),
        level.longValue("events"),
        level.longValue("reasoning_events"),
        level.longValue("tool_call_events"),
        level.longValue("reads"),
        level.longValue("bytes"),
        sources,
        new TokenComparison(usageTokenized, tokenized),
        new TokenComparison(
            compared.longValue("usage") - usageTokenized, compared.longValue("other") - tokenized),
        new PromptVolume(
            level.optionalLong("prompt_tokens"),
            level.optionalLong("cached_of"),
            level.optionalLong("cached_tokens")),
        asked());
  }

  private AskedVolume asked() {
    return new AskedVolume(
        level.optionalLong("input_tokens_asked"),
        level.optionalLong("output_tokens_asked"),
        level.optionalInt("short_of"),
        level.optionalInt("short_responses"),
        new AskedVolume.Shortest(
            level.optionalLong("shortest_tokens"), level.optionalLong("shortest_asked")));
  }

  private LoadSummary load() {
    LittlesLaw law = littlesLaw();
    int maxInFlight =
        level.required("most_in_flight").isNull() ? 0 : level.intValue("most_in_flight");
    return new LoadSummary(law, law, maxInFlight, Double.NaN);
  }

  private @Nullable LittlesLaw littlesLaw() {
    String verdict = level.string("little");
    if (!List.of("holds", "broken", "none").contains(verdict)) {
      throw level.invalid("little", "must be holds, broken or none", level.required("little"));
    }
    BigDecimal expected = level.decimal("in_flight_expected");
    BigDecimal inFlight = level.decimal("in_flight");
    return verdict.equals("none") || expected == null || inFlight == null
        ? null
        : new LittlesLaw(
            level.millisAsNanos("steady"),
            expected.doubleValue(),
            inFlight.doubleValue(),
            verdict.equals("holds"));
  }

  private WallTime wallTime() {
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
    return new WallTime(spans);
  }

  private static long parseEpochNanos(JsonFields span, String field) {
    try {
      return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(span.string(field)));
    } catch (ArithmeticException e) {
      throw span.invalid(field, "must lie between 1678 and 2261", span.required(field));
    }
  }
}
