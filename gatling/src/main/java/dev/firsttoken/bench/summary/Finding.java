package dev.firsttoken.bench.summary;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a search for the highest load that meets the SLO came to.
 *
 * @param best the highest that is known to; null where none is
 * @param doubtful the next higher one, where it is not known of it; null where that one missed, or
 *     there is none
 * @param capped it is the highest that was allowed: what lies beyond was not tried
 * @param decided there is an answer: the search was not interrupted, and nothing is doubtful
 */
public record Finding(
    @Nullable LevelSummary best, @Nullable LevelSummary doubtful, boolean capped, boolean decided) {
  private static final Comparator<LevelSummary> BY_LOAD =
      Comparator.comparingDouble(level -> level.level().load());

  static Finding of(Result result) {
    LevelSummary best =
        result.levels().stream()
            .filter(level -> result.probe(level) == Probe.MET)
            .max(BY_LOAD)
            .orElse(null);
    LevelSummary beyond =
        result.levels().stream()
            .filter(level -> best == null || BY_LOAD.compare(level, best) > 0)
            .min(BY_LOAD)
            .orElse(null);
    boolean known = beyond == null || result.probe(beyond) == Probe.MISSED;
    boolean decided = known && !result.partial();
    return new Finding(best, known ? null : beyond, decided && beyond == null, decided);
  }
}
