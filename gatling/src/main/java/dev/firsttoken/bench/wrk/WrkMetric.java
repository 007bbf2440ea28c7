package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.result.RoundMetric.Unit;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Number of one run that servers are compared by. Its name is that of the field in a result. */
public enum WrkMetric {
  P50(Unit.MILLIS),
  P99(Unit.MILLIS),
  RATE(Unit.PER_SECOND),
  /** CPU time of the server, in milliseconds per 100,000 responses. */
  CPU_PER_100K_REQUESTS(Unit.REQUEST_CPU_MILLIS),
  PEAK_RSS_BYTES(Unit.BYTES);

  private static final double REQUESTS_PER_UNIT = 100_000;

  private final Unit unit;

  WrkMetric(Unit unit) {
    this.unit = unit;
  }

  /** Returns the metrics that carry verdicts, in order. */
  public static List<WrkMetric> headline() {
    return List.of(P50, P99, RATE, CPU_PER_100K_REQUESTS);
  }

  /** Name in files: {@code cpu_per_100k_requests}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Unit unit() {
    return unit;
  }

  /** Returns true if a lower value is better. */
  boolean isLowerBetter() {
    return unit != Unit.PER_SECOND;
  }

  /** Returns the value of a run, or NaN if there is none. */
  double of(WrkRun run) {
    WrkOutput output = run.output();
    if (output == null) {
      return Double.NaN;
    }
    ServerCost server = run.line().server();
    return switch (this) {
      case P50, P99 -> output.latency().percentile(label());
      case RATE -> output.answeredPerSecond();
      case CPU_PER_100K_REQUESTS -> cpuPer100kRequests(server, output.requests());
      case PEAK_RSS_BYTES -> server == null ? Double.NaN : server.peakRssBytes();
    };
  }

  private static double cpuPer100kRequests(@Nullable ServerCost server, long requests) {
    return server == null || requests == 0
        ? Double.NaN
        : server.cpuNanos() / 1e6 * REQUESTS_PER_UNIT / requests;
  }
}
