package dev.firsttoken.bench.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The doubts of results that are merged which their sums can't answer: each once, at the merged
 * levels that it concerns.
 */
final class CarriedWarnings {
  /** Looked for in the sums: what was too few may be enough together. */
  private static final Set<Code> OF_THE_SUMS =
      EnumSet.of(
          Code.NOTHING_SENT,
          Code.NOTHING_ANSWERED,
          Code.LITTLE_BROKEN,
          Code.PARTIAL,
          Code.SEARCH_UNDECIDED,
          Code.FAILED_REQUESTS,
          Code.WARMUP_FAILED,
          Code.NO_WARMUP,
          Code.FEW_FOR_P95,
          Code.FEW_FOR_P99,
          Code.TOKENS_BY_EVENTS,
          Code.TOKENS_MIXED,
          Code.TOKENS_DISAGREE,
          Code.SENT_LATE,
          Code.COALESCED_READS,
          Code.CLOCK_NOT_SHARED);

  private record Doubt(Code code, String message) {}

  private final Map<Doubt, SortedSet<Integer>> doubts = new LinkedHashMap<>();

  /**
   * Takes those of the next result.
   *
   * @param merged of each of its levels the index of the one that it went into
   * @throws IllegalArgumentException naming the field that is wrong
   */
  void add(Fields result, List<Integer> merged) {
    JsonNode all = result.array("warnings");
    for (int i = 0; i < all.size(); i++) {
      Fields warning = new Fields("warnings/" + i, all.get(i));
      Code code = code(warning);
      if (!OF_THE_SUMS.contains(code)) {
        SortedSet<Integer> levels =
            doubts.computeIfAbsent(
                new Doubt(code, warning.text("message")), first -> new TreeSet<>());
        for (JsonNode level : warning.array("levels")) {
          levels.add(index(warning, level, merged));
        }
      }
    }
  }

  private static Code code(Fields warning) {
    String label = warning.text("code");
    for (Code code : Code.values()) {
      if (code.label().equals(label)) {
        return code;
      }
    }
    throw warning.bad("code", "must be one that this version knows", warning.there("code"));
  }

  private static int index(Fields warning, JsonNode level, List<Integer> merged) {
    if (!level.isInt() || level.intValue() < 0 || level.intValue() >= merged.size()) {
      throw warning.bad("levels", "must be indices of its levels", warning.there("levels"));
    }
    return merged.get(level.intValue());
  }

  List<Warning> all() {
    return doubts.entrySet().stream()
        .map(
            doubt ->
                new Warning(
                    doubt.getKey().code(), doubt.getKey().message(), List.copyOf(doubt.getValue())))
        .toList();
  }
}
