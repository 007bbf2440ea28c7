package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.monitor.MetricFamilySet.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Difference of a server's own TTFT histogram between two scrapes.
 *
 * @param name of the histogram; null if none is known, or it was reset in between
 * @param count number of observations
 * @param sumMillis sum of the observations
 * @param cumulativeBuckets number of observations up to each bound in milliseconds
 */
record TtftDelta(
    @Nullable String name,
    long count,
    double sumMillis,
    TreeMap<Double, Double> cumulativeBuckets) {
  private static final String BUCKET = "_bucket";
  private static final String SUM = "_sum";
  private static final String COUNT = "_count";

  /** More than any server has served; beyond it a double is no exact count. */
  private static final double MAX_COUNT = 1e15;

  private static final TtftDelta NONE = new TtftDelta(null, 0, 0, new TreeMap<>());

  /** TTFT histograms of this project's proxy, vLLM and SGLang. */
  private static final List<String> HISTOGRAM_NAMES =
      List.of(
          "chat_ttft_ms", "vllm:time_to_first_token_seconds", "sglang:time_to_first_token_seconds");

  /** Tells whether a series belongs to a known TTFT histogram. */
  static boolean isTtftSeries(String lineName) {
    return HISTOGRAM_NAMES.stream()
        .anyMatch(
            name ->
                lineName.equals(name + BUCKET)
                    || lineName.equals(name + SUM)
                    || lineName.equals(name + COUNT));
  }

  /** Computes the difference for the first histogram that increased, else the first present. */
  static TtftDelta between(MetricFamilySet earlier, MetricFamilySet later) {
    List<TtftDelta> deltas =
        HISTOGRAM_NAMES.stream()
            .map(name -> forHistogram(name, earlier.ttft(), later.ttft()))
            .filter(delta -> delta.name != null)
            .toList();
    return deltas.stream()
        .filter(delta -> delta.count > 0)
        .findFirst()
        .orElse(deltas.isEmpty() ? NONE : deltas.getFirst());
  }

  private static TtftDelta forHistogram(
      String name, Map<Series, Double> earlier, Map<Series, Double> later) {
    Set<String> resetNames = MetricFamilySet.resetNames(earlier, later);
    boolean present =
        later.keySet().stream().anyMatch(series -> series.name().equals(name + COUNT));
    if (!present || resetNames.contains(name + COUNT) || resetNames.contains(name + BUCKET)) {
      return NONE;
    }
    return computeDelta(name, earlier, later);
  }

  private static TtftDelta computeDelta(
      String name, Map<Series, Double> earlier, Map<Series, Double> later) {
    double unitMillis = name.endsWith("_seconds") ? 1_000 : 1;
    double count = 0;
    double sum = 0;
    TreeMap<Double, Double> cumulativeBuckets = new TreeMap<>();
    for (Map.Entry<Series, Double> entry : later.entrySet()) {
      Series series = entry.getKey();
      double increase = entry.getValue() - MetricFamilySet.valueOrZero(earlier, series);
      if (series.name().equals(name + COUNT)) {
        count += increase;
      } else if (series.name().equals(name + SUM)) {
        sum += increase;
      } else if (series.name().equals(name + BUCKET) && Double.isFinite(series.bound())) {
        cumulativeBuckets.merge(series.bound() * unitMillis, increase, Double::sum);
      }
    }
    return count <= MAX_COUNT
        ? new TtftDelta(name, Math.round(count), sum * unitMillis, cumulativeBuckets)
        : NONE;
  }

  /**
   * Mean of the observations.
   *
   * @return the mean, or null if there are none
   */
  @Nullable Double meanMillis() {
    return count > 0 && Double.isFinite(sumMillis) ? sumMillis / count : null;
  }

  /**
   * Upper bound of the bucket that contains the percentile.
   *
   * @param percent 1 to 100
   * @return the bound, or null if there are no observations or it lies beyond the last bound
   */
  @Nullable Double percentileMillis(int percent) {
    long rank = Math.ceilDiv(count * percent, 100);
    if (rank <= 0) {
      return null;
    }
    for (Map.Entry<Double, Double> bucket : cumulativeBuckets.entrySet()) {
      if (bucket.getValue() >= rank) {
        return bucket.getKey();
      }
    }
    return null;
  }
}
