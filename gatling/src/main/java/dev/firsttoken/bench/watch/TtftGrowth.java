package dev.firsttoken.bench.watch;

import dev.firsttoken.bench.watch.Metrics.Series;
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
 * @param upTo observations of at most so many milliseconds, by bound
 */
record TtftGrowth(
    @Nullable String name, long count, double sumMillis, TreeMap<Double, Double> upTo) {
  private static final String BUCKET = "_bucket";
  private static final String SUM = "_sum";
  private static final String COUNT = "_count";

  /** More than this no server has answered, and counts beyond it aren't whole any more. */
  private static final double MOST_COUNT = 1e15;

  private static final TtftGrowth NONE = new TtftGrowth(null, 0, 0, new TreeMap<>());

  /** Histograms of the first token as servers name them: our own proxy, vLLM, SGLang. */
  private static final List<String> KNOWN =
      List.of(
          "chat_ttft_ms", "vllm:time_to_first_token_seconds", "sglang:time_to_first_token_seconds");

  /** Whether a line belongs to one of them. */
  static boolean isPart(String lineName) {
    return KNOWN.stream()
        .anyMatch(
            name ->
                lineName.equals(name + BUCKET)
                    || lineName.equals(name + SUM)
                    || lineName.equals(name + COUNT));
  }

  /** Of the histogram that grew, or else of the first that is there. */
  static TtftGrowth between(Metrics earlier, Metrics later) {
    List<TtftGrowth> all =
        KNOWN.stream()
            .map(name -> of(name, earlier.ttft(), later.ttft()))
            .filter(growth -> growth.name != null)
            .toList();
    return all.stream()
        .filter(growth -> growth.count > 0)
        .findFirst()
        .orElse(all.isEmpty() ? NONE : all.getFirst());
  }

  private static TtftGrowth of(
      String name, Map<Series, Double> earlier, Map<Series, Double> later) {
    Set<String> setBack = Metrics.setBack(earlier, later);
    boolean there = later.keySet().stream().anyMatch(series -> series.name().equals(name + COUNT));
    if (!there || setBack.contains(name + COUNT) || setBack.contains(name + BUCKET)) {
      return NONE;
    }
    return added(name, earlier, later);
  }

  private static TtftGrowth added(
      String name, Map<Series, Double> earlier, Map<Series, Double> later) {
    double unitMillis = name.endsWith("_seconds") ? 1_000 : 1;
    double count = 0;
    double sum = 0;
    TreeMap<Double, Double> upTo = new TreeMap<>();
    for (Map.Entry<Series, Double> each : later.entrySet()) {
      Series series = each.getKey();
      double growth = each.getValue() - Metrics.before(earlier, series);
      if (series.name().equals(name + COUNT)) {
        count += growth;
      } else if (series.name().equals(name + SUM)) {
        sum += growth;
      } else if (series.name().equals(name + BUCKET) && Double.isFinite(series.bound())) {
        upTo.merge(series.bound() * unitMillis, growth, Double::sum);
      }
    }
    return count <= MOST_COUNT
        ? new TtftGrowth(name, Math.round(count), sum * unitMillis, upTo)
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
    for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
      if (bucket.getValue() >= rank) {
        return bucket.getKey();
      }
    }
    return null;
  }
}
