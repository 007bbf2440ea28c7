package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Work that the compared servers do. It decides which metrics carry verdicts. */
public enum CompareMode {
  /** Each server generates the stream itself. */
  SYNTHETIC(RoundMetric.DUE_DELAY_P99),
  /** Each server relays the stream of one upstream. */
  RELAY(RoundMetric.TRANSIT_P99);

  /** Name of the target that is the upstream itself, without a server between. */
  public static final String DIRECT = "direct";

  private final RoundMetric frameDelay;

  CompareMode(RoundMetric frameDelay) {
    this.frameDelay = frameDelay;
  }

  /** Name in flags and files: {@code relay}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the metrics that carry verdicts, in order. */
  public List<RoundMetric> headline() {
    return List.of(
        RoundMetric.TTFT_P50,
        RoundMetric.TTFT_P99,
        frameDelay,
        RoundMetric.CPU_PER_100K_FRAMES,
        RoundMetric.RPS);
  }

  /** Returns the metrics of a table, in order: the headline, and in relay mode transit p50. */
  public List<RoundMetric> columns() {
    List<RoundMetric> columns = new ArrayList<>(headline());
    if (this == RELAY) {
      columns.add(columns.indexOf(frameDelay), RoundMetric.TRANSIT_P50);
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
