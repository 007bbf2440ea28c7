package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Finding;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Doubts that only each shard's own numbers can tell: about its client, and its part of the load.
 */
final class ShardTrust {
  private static final int MAX_NAMED = 8;

  private ShardTrust() {}

  /**
   * Returns the worst of each such check at one level, which names its shard.
   *
   * @param levels that level at each shard that has it, by the shard's number
   */
  static Map<Kind, TrustCheck> worst(Map<Integer, LevelResult> levels) {
    Map<Kind, TrustCheck> worst = new EnumMap<>(Kind.class);
    levels.forEach(
        (shard, level) -> {
          for (TrustCheck check : level.checks()) {
            if (CheckReader.NOT_RECOMPUTABLE.contains(check.kind())) {
              worst.merge(check.kind(), named(shard, check), TrustCheck::worseOf);
            }
          }
        });
    return worst;
  }

  private static TrustCheck named(int shard, TrustCheck check) {
    if (check.verdict() == Verdict.PASS) {
      return new TrustCheck(
          check.kind(),
          check.verdict(),
          "All shards pass; shard %d: %s".formatted(shard, check.message()),
          List.of());
    }
    List<Finding> findings =
        check.findings().stream()
            .map(
                finding ->
                    new Finding(
                        finding.code(),
                        (finding.amount() == null ? "" : finding.amount() + " ")
                            + "in shard "
                            + shard))
            .toList();
    return new TrustCheck(
        check.kind(), check.verdict(), "Shard %d: %s".formatted(shard, check.message()), findings);
  }

  /**
   * Returns the shards' warnings that the merged numbers can't give again, each once with the
   * shards that have it.
   *
   * @param known warnings that the merged result has anyway
   */
  static List<Warning> carried(Map<Integer, List<Warning>> warnings, List<Warning> known) {
    Set<Code> knownCodes = EnumSet.noneOf(Code.class);
    known.forEach(warning -> knownCodes.add(warning.code()));
    Map<Code, SortedSet<Integer>> shards = new EnumMap<>(Code.class);
    Map<Code, SortedSet<Integer>> levels = new EnumMap<>(Code.class);
    warnings.forEach(
        (shard, own) -> {
          for (Warning warning : own) {
            if (!CarriedWarnings.RECOMPUTED.contains(warning.code())
                && !knownCodes.contains(warning.code())) {
              shards.computeIfAbsent(warning.code(), key -> new TreeSet<>()).add(shard);
              levels
                  .computeIfAbsent(warning.code(), key -> new TreeSet<>())
                  .addAll(warning.levels());
            }
          }
        });
    return shards.entrySet().stream()
        .map(
            entry ->
                entry
                    .getKey()
                    .toWarning(
                        " in " + names(entry.getValue()),
                        List.copyOf(levels.getOrDefault(entry.getKey(), new TreeSet<>()))))
        .toList();
  }

  /** Returns the numbers of shards in words: {@code shard 3}, {@code shards 0, 2 and 5 more}. */
  static String names(Iterable<Integer> shards) {
    StringBuilder names = new StringBuilder();
    int count = 0;
    for (int shard : shards) {
      if (count < MAX_NAMED) {
        names.append(count == 0 ? "" : ", ").append(shard);
      }
      count++;
    }
    if (count > MAX_NAMED) {
      names.append(" and ").append(count - MAX_NAMED).append(" more");
    }
    return (count == 1 ? "shard " : "shards ") + names;
  }
}
