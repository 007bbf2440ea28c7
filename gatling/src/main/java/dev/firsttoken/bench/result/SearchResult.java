package dev.firsttoken.bench.result;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a search for the highest load that meets the SLO.
 *
 * @param best the highest level that is known to meet the SLO, or null if there is none
 * @param unresolvedIndex index of the next higher level if it could not be judged; null if that
 *     level missed the SLO or there is none
 * @param capped whether {@code best} is the highest load that was allowed, so that a higher one was
 *     not tried
 * @param decided whether the search is conclusive: it was not interrupted, and nothing is doubtful
 */
public record SearchResult(
    @Nullable LevelResult best,
    @Nullable Integer unresolvedIndex,
    boolean capped,
    boolean decided) {

  static SearchResult of(List<LevelResult> levels, boolean partial) {
    LevelResult best =
        levels.stream()
            .filter(level -> level.verdict() == ProbeVerdict.MET)
            .max(Comparator.comparingDouble(SearchResult::load))
            .orElse(null);
    Integer nextHigher =
        IntStream.range(0, levels.size())
            .boxed()
            .filter(index -> best == null || load(levels.get(index)) > load(best))
            .min(Comparator.comparingDouble(index -> load(levels.get(index))))
            .orElse(null);
    boolean resolved =
        nextHigher == null || levels.get(nextHigher).verdict() == ProbeVerdict.MISSED;
    boolean decided = resolved && !partial;
    return new SearchResult(
        best, resolved ? null : nextHigher, decided && nextHigher == null, decided);
  }

  private static double load(LevelResult level) {
    return level.level().load();
  }

  /**
   * Returns the level that the search found.
   *
   * @return the highest level that meets the SLO, or null if there is none or the search is
   *     inconclusive
   */
  public @Nullable LevelResult found() {
    return decided ? best : null;
  }
}
