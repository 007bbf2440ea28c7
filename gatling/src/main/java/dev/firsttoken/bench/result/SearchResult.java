package dev.firsttoken.bench.result;

import dev.firsttoken.bench.summary.LevelSummary;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a search for the highest load that meets the SLO came to.
 *
 * @param best the highest that is known to; null where none is
 * @param unresolved the next higher one, where it is not known of it; null where that one missed,
 *     or there is none
 * @param capped it is the highest that was allowed: what lies beyond was not tried
 * @param decided there is an answer: the search was not interrupted, and nothing is doubtful
 */
public record SearchResult(
    @Nullable LevelSummary best,
    @Nullable LevelSummary unresolved,
    boolean capped,
    boolean decided) {
  private static final Comparator<LevelSummary> BY_LOAD =
      Comparator.comparingDouble(level -> level.level().load());

  static SearchResult of(Result result) {
    LevelSummary best =
        result.levels().stream()
            .filter(level -> result.probeVerdict(level) == ProbeVerdict.MET)
            .max(BY_LOAD)
            .orElse(null);
    LevelSummary nextHigher =
        result.levels().stream()
            .filter(level -> best == null || BY_LOAD.compare(level, best) > 0)
            .min(BY_LOAD)
            .orElse(null);
    boolean resolved = nextHigher == null || result.probeVerdict(nextHigher) == ProbeVerdict.MISSED;
    boolean decided = resolved && !result.partial();
    return new SearchResult(
        best, resolved ? null : nextHigher, decided && nextHigher == null, decided);
  }
}
