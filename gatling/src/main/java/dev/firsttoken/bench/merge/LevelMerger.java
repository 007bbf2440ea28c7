package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.RoundResult;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.SummaryMerger;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Merges levels of the same load, and the checks that their numbers can't give again. */
final class LevelMerger {
  private final List<LevelSummary> parts = new ArrayList<>();
  private final List<RoundResult> rounds = new ArrayList<>();
  private final Map<Kind, TrustCheck> checks = new EnumMap<>(Kind.class);

  /**
   * @param partRounds rounds of this part; empty if it has only one
   * @param known checks of this part that its numbers can't give again
   */
  void add(LevelSummary part, List<RoundResult> partRounds, Map<Kind, TrustCheck> known) {
    parts.add(part);
    rounds.addAll(partRounds);
    known.forEach((kind, check) -> checks.merge(kind, check, TrustCheck::worseOf));
  }

  /** Returns the worst of each check that the merged numbers can't give again. */
  Map<Kind, TrustCheck> checks() {
    return checks;
  }

  /** Returns the rounds of a level that has only one part; those of several runs do not add up. */
  List<RoundResult> rounds() {
    return parts.size() == 1 ? rounds : List.of();
  }

  /** Returns the merged numbers of all parts, of which there is at least one. */
  LevelSummary merge() {
    return SummaryMerger.merge(parts);
  }
}
