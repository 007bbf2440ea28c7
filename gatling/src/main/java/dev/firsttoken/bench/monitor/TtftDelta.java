package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.monitor.MetricFamilySet.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came into a server's own histogram of TTFT between two scrapes.
 *
 * @param name the histogram's; null where none is known, or it was set back meanwhile
 * @param count observations
 * @param sumMillis of all of them
 * @param cumulativeBuckets observations of at most so many milliseconds, by bound
 */
record TtftDelta(
    @Nullable String name,
    long count,
    double sumMillis,
    TreeMap<Double, Double> cumulativeBuckets) {
  private static final String BUCKET = "_bucket";
  private static final String SUM = "_sum";
  private static final String COUNT = "_count";

  /** More than this no server has answered, and counts beyond it aren't whole any more. */
  private static final double MAX_COUNT = 1e15;

  private static final TtftDelta NONE = new TtftDelta(null, 0, 0, new TreeMap<>());

  /** Histograms of the first token as servers name them: our own proxy, vLLM, SGLang. */
  private static final List<String> HISTOGRAM_NAMES =
      List.of(
          "chat_ttft_ms", "vllm:time_to_first_token_seconds", "sglang:time_to_first_token_seconds");

  /** Whether a line belongs to one of them. */
  static boolean isTtftSeries(String lineName) {
    return HISTOGRAM_NAMES.stream()
        .anyMatch(
            name ->
                lineName.equals(name + BUCKET)
                    || lineName.equals(name + SUM)
                    || lineName.equals(name + COUNT));
  }

  /** Of the histogram that grew, or else of the first that is there. */
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

  /** Null of none. */
  @Nullable Double meanMillis() {
    return count > 0 && Double.isFinite(sumMillis) ? sumMillis / count : null;
  }

  /**
   * The upper bound of the bucket that the observation of this rank lies in.
   *
   * @param percent 1 to 100
   * @return null of none, or beyond the last bound
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
