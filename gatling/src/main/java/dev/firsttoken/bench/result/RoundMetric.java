package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A number of one round. Its name is that of the field in a result; times are milliseconds, rates
 * per second, and memory bytes.
 */
public enum RoundMetric {
  TTFT_P50(Metric.TTFT, Percentile.P50),
  TTFT_P95(Metric.TTFT, Percentile.P95),
  TTFT_P99(Metric.TTFT, Percentile.P99),
  TPOT_P50(Metric.TPOT, Percentile.P50),
  TPOT_P95(Metric.TPOT, Percentile.P95),
  ICL_P50(Metric.ICL, Percentile.P50),
  ICL_P95(Metric.ICL, Percentile.P95),
  ICL_P99(Metric.ICL, Percentile.P99),
  TRANSIT_P50(Metric.TRANSIT, Percentile.P50),
  TRANSIT_P95(Metric.TRANSIT, Percentile.P95),
  TRANSIT_P99(Metric.TRANSIT, Percentile.P99),
  DUE_DELAY_P50(Metric.DUE_DELAY, Percentile.P50),
  DUE_DELAY_P99(Metric.DUE_DELAY, Percentile.P99),
  LATENESS_P50(Metric.LATENESS, Percentile.P50),
  LATENESS_P99(Metric.LATENESS, Percentile.P99),
  DUR_P50(Metric.E2E, Percentile.P50),
  DUR_P95(Metric.E2E, Percentile.P95),
  DUR_P99(Metric.E2E, Percentile.P99),
  RPS(Unit.PER_SECOND, level -> level.perSecond(level.ok())),
  TPS(Unit.PER_SECOND, level -> level.perSecond(level.volume().tokens())),
  /** CPU time of the server, in milliseconds per 100,000 content events. */
  CPU_PER_100K_FRAMES(Unit.CPU_MILLIS, level -> cpuPer100k(level, true)),
  /** CPU time of the server, in milliseconds per 100,000 requests that are not streamed. */
  CPU_PER_100K_REQUESTS(Unit.REQUEST_CPU_MILLIS, level -> cpuPer100k(level, false)),
  PEAK_RSS_BYTES(Unit.BYTES, RoundMetric::peakRssBytes);

  /** Unit of a metric. */
  public enum Unit {
    /** Wait time in milliseconds. */
    MILLIS,
    /** Milliseconds of CPU time per 100,000 content events. */
    CPU_MILLIS,
    /** Milliseconds of CPU time per 100,000 plain GET requests. */
    REQUEST_CPU_MILLIS,
    PER_SECOND,
    BYTES;

    /** Name for people: {@code ms}. */
    public String title() {
      return switch (this) {
        case MILLIS -> "ms";
        case CPU_MILLIS -> "ms/100k frames";
        case REQUEST_CPU_MILLIS -> "ms/100k requests";
        case PER_SECOND -> "per second";
        case BYTES -> "bytes";
      };
    }
  }

  private static final double COUNT_PER_UNIT = 100_000;

  private final Unit unit;

  @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
  private final ToDoubleFunction<LevelSummary> value;

  RoundMetric(Unit unit, ToDoubleFunction<LevelSummary> value) {
    this.unit = unit;
    this.value = value;
  }

  RoundMetric(Metric metric, Percentile percentile) {
    this(
        Unit.MILLIS,
        level -> {
          long nanos = level.latencies().distribution(metric).percentile(percentile);
          return nanos == Sample.NONE ? Double.NaN : nanos / 1e6;
        });
  }

  /**
   * CPU time for what a level counts in its window.
   *
   * @param streamed true for content events, false for requests
   * @return NaN if the level counts the other, or its costs are unknown
   */
  private static double cpuPer100k(LevelSummary level, boolean streamed) {
    LevelEnd end = level.end();
    LevelEnd.ServerCost server = end == null ? null : end.server();
    long count = level.costWindowEvents();
    return server == null || count == 0 || (level.kind() == RequestKind.CHAT) != streamed
        ? Double.NaN
        : server.cpuNanos() / 1e6 * COUNT_PER_UNIT / count;
  }

  private static double peakRssBytes(LevelSummary level) {
    LevelEnd end = level.end();
    LevelEnd.ServerCost server = end == null ? null : end.server();
    return server == null ? Double.NaN : server.peakRssBytes();
  }

  /** Name in files: {@code ttft_p50}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Name for people: {@code TTFT p50}. */
  public String title() {
    return switch (this) {
      case TTFT_P50 -> "TTFT p50";
      case TTFT_P95 -> "TTFT p95";
      case TTFT_P99 -> "TTFT p99";
      case TPOT_P50 -> "TPOT p50";
      case TPOT_P95 -> "TPOT p95";
      case ICL_P50 -> "ICL p50";
      case ICL_P95 -> "ICL p95";
      case ICL_P99 -> "ICL p99";
      case TRANSIT_P50 -> "transit p50";
      case TRANSIT_P95 -> "transit p95";
      case TRANSIT_P99 -> "transit p99";
      case DUE_DELAY_P50 -> "due-delay p50";
      case DUE_DELAY_P99 -> "due-delay p99";
      case LATENESS_P50 -> "lateness p50";
      case LATENESS_P99 -> "lateness p99";
      case DUR_P50 -> "E2E p50";
      case DUR_P95 -> "E2E p95";
      case DUR_P99 -> "E2E p99";
      case RPS -> "responses";
      case TPS -> "tokens";
      case CPU_PER_100K_FRAMES, CPU_PER_100K_REQUESTS -> "CPU";
      case PEAK_RSS_BYTES -> "peak RSS";
    };
  }

  /** Finds a metric by its name in files. */
  public static Optional<RoundMetric> find(String label) {
    for (RoundMetric metric : values()) {
      if (metric.label().equals(label)) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }

  public Unit unit() {
    return unit;
  }

  /** Returns true if a lower value is better; only rates are better when higher. */
  public boolean isLowerBetter() {
    return unit != Unit.PER_SECOND;
  }

  /** Returns the value of a level or of one of its rounds, or NaN if there is none. */
  public double of(LevelSummary level) {
    return value.applyAsDouble(level);
  }
}
