package dev.firsttoken.bench.options;

import dev.firsttoken.bench.slo.Slo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much load, and what it should stand.
 *
 * @param repeat requests of a run, one after the other
 * @param concurrency users of each closed level of a sweep; none where only the open model is asked
 *     for
 * @param openModelOptions the open levels of a sweep, which come after the closed ones
 * @param levelBounds how long each level lasts
 * @param slo what service is good enough
 * @param findMax whether the levels are searched for the largest that keeps the SLO, from the
 *     largest one given, or 256 users, down
 */
public record LoadOptions(
    int repeat,
    List<Integer> concurrency,
    OpenModelOptions openModelOptions,
    LevelBounds levelBounds,
    @Nullable Slo slo,
    boolean findMax) {
  public LoadOptions {
    concurrency = List.copyOf(concurrency);
  }
}
