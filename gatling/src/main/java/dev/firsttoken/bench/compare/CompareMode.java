package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.samples.RequestKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Work that the compared servers do. It decides which metrics carry verdicts. */
public enum CompareMode {
  /** Each server generates the stream itself. */
  SYNTHETIC(
      RoundMetric.TTFT_P50,
      RoundMetric.TTFT_P99,
      RoundMetric.DUE_DELAY_P99,
      RoundMetric.CPU_PER_100K_FRAMES,
      RoundMetric.RPS),
  /** Each server relays the stream of one upstream. */
  RELAY(
      RoundMetric.TTFT_P50,
      RoundMetric.TTFT_P99,
      RoundMetric.TRANSIT_P99,
      RoundMetric.CPU_PER_100K_FRAMES,
      RoundMetric.RPS),
  /** Each server responds to plain GET requests. */
  MICRO(
      RoundMetric.DUR_P50, RoundMetric.DUR_P99, RoundMetric.CPU_PER_100K_REQUESTS, RoundMetric.RPS);

  /** Name of the target that is the upstream itself, without a server between. */
  public static final String DIRECT = "direct";

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<RoundMetric> headline;

  CompareMode(RoundMetric... headline) {
    this.headline = List.of(headline);
  }

  /**
   * Returns the work of servers that were measured in runs of their own.
   *
   * @throws IllegalArgumentException if their requests are of different kinds
   */
  public static CompareMode ofEarlier(List<Result> results) {
    Set<RequestKind> kinds = EnumSet.noneOf(RequestKind.class);
    results.forEach(result -> result.levels().forEach(level -> kinds.add(level.level().kind())));
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "chat requests can't be compared with plain GET requests: give two results of one kind");
    }
    return kinds.contains(RequestKind.MICRO) ? MICRO : SYNTHETIC;
  }

  /** Name in flags and files: {@code relay}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the metrics that carry verdicts, in order. */
  public List<RoundMetric> headline() {
    return headline;
  }

  /** Returns the metrics that {@code --resolve} plans the rounds for if none are named. */
  List<RoundMetric> resolved() {
    return headline.stream().filter(metric -> !isTail(metric)).toList();
  }

  private static boolean isTail(RoundMetric metric) {
    return switch (metric) {
      case TTFT_P99, DUR_P99, DUE_DELAY_P99, TRANSIT_P99 -> true;
      default -> false;
    };
  }

  /** Returns the metric by whose value the targets are ranked if all of them have it. */
  RoundMetric rank() {
    return headline.getFirst();
  }

  /** Returns the time whose p99 is the slowest response of a small round. */
  RoundMetric slowest() {
    return headline.get(1);
  }

  /** Returns the CPU time for the same work. */
  RoundMetric cpu() {
    return this == MICRO ? RoundMetric.CPU_PER_100K_REQUESTS : RoundMetric.CPU_PER_100K_FRAMES;
  }

  /** Returns the name of a metric for people: of plain GET requests, the E2E is the latency. */
  public String title(RoundMetric metric) {
    return this == MICRO ? plainTitle(metric) : metric.title();
  }

  private static String plainTitle(RoundMetric metric) {
    return switch (metric) {
      case DUR_P50 -> "latency p50";
      case DUR_P95 -> "latency p95";
      case DUR_P99 -> "latency p99";
      default -> metric.title();
    };
  }

  /** Returns the metrics of a table, in order: the headline, and in relay mode transit p50. */
  public List<RoundMetric> columns() {
    List<RoundMetric> columns = new ArrayList<>(headline);
    if (this == RELAY) {
      columns.add(columns.indexOf(RoundMetric.TRANSIT_P99), RoundMetric.TRANSIT_P50);
    }
    return columns;
  }

  /** Returns true if a target does the same job as the others, so that its CPU can be compared. */
  public boolean hasComparableCpu(String target) {
    return !isDirect(target);
  }

  /** Returns true if a target is the upstream of all others. */
  public boolean isDirect(String target) {
    return this == RELAY && target.equals(DIRECT);
  }

  /** Lists the names of metrics for a message. */
  static String join(List<RoundMetric> metrics) {
    return metrics.stream().map(RoundMetric::label).collect(Collectors.joining(", "));
  }
}
