package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The warnings that merged results carry over because merged numbers can't give them again: each
 * once, with the merged levels that it concerns.
 */
final class CarriedWarnings {
  /** Warnings that the merged numbers give again: too few samples may be enough together. */
  static final Set<Code> RECOMPUTED =
      EnumSet.of(
          Code.NOTHING_SENT,
          Code.NOTHING_MEASURED,
          Code.NOTHING_ANSWERED,
          Code.LITTLE_BROKEN,
          Code.PARTIAL,
          Code.SEARCH_UNDECIDED,
          Code.FAILED_REQUESTS,
          Code.MANY_FAILED,
          Code.WARMUP_FAILED,
          Code.NO_WARMUP,
          Code.FEW_FOR_P95,
          Code.FEW_FOR_P99,
          Code.TOKENS_BY_EVENTS,
          Code.TOKENS_MIXED,
          Code.TOKENS_DISAGREE,
          Code.SENT_LATE,
          Code.COALESCED_READS,
          Code.CONNECTIONS_CLOSED,
          Code.PROMPTS_CACHED,
          Code.SHORT_RESPONSES,
          Code.CLOCK_NOT_SHARED);

  /** A warning is the same if it says the same of the same levels, whatever its amounts. */
  private record WarningKey(Code code, Set<Integer> levels) {}

  /** The words may differ by amounts, or by the version that wrote them. */
  private final Map<WarningKey, Set<String>> messages = new LinkedHashMap<>();

  /**
   * Adds the warnings of the next result.
   *
   * @param mergedIndices for each of its levels, the index of the merged level
   * @throws IllegalArgumentException naming the field that is wrong
   */
  void add(JsonFields result, List<Integer> mergedIndices) {
    JsonNode warnings = result.array("warnings");
    for (int i = 0; i < warnings.size(); i++) {
      JsonFields warning = new JsonFields("warnings/" + i, warnings.get(i));
      Code code = parseCode(warning);
      if (!RECOMPUTED.contains(code)) {
        SortedSet<Integer> levels = new TreeSet<>();
        for (JsonNode level : warning.array("levels")) {
          levels.add(mergedIndex(warning, level, mergedIndices));
        }
        messages
            .computeIfAbsent(new WarningKey(code, levels), key -> new LinkedHashSet<>())
            .add(warning.string("message"));
      }
    }
  }

  private static Code parseCode(JsonFields warning) {
    String label = warning.string("code");
    for (Code code : Code.values()) {
      if (code.label().equals(label)) {
        return code;
      }
    }
    throw warning.invalid("code", "must be a code of this version", warning.required("code"));
  }

  private static int mergedIndex(JsonFields warning, JsonNode level, List<Integer> mergedIndices) {
    if (!level.isInt() || level.intValue() < 0 || level.intValue() >= mergedIndices.size()) {
      throw warning.invalid("levels", "must be indices of its levels", warning.required("levels"));
    }
    return mergedIndices.get(level.intValue());
  }

  /**
   * Returns each warning once: as it was written, or in this version's words if the results differ.
   *
   * @param known warnings that the merged result has anyway
   */
  List<Warning> warnings(List<Warning> known) {
    Set<Code> knownCodes = EnumSet.noneOf(Code.class);
    known.forEach(warning -> knownCodes.add(warning.code()));
    return messages.entrySet().stream()
        .filter(entry -> !knownCodes.contains(entry.getKey().code()))
        .map(entry -> toWarning(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Warning toWarning(WarningKey key, Set<String> messages) {
    List<Integer> levels = List.copyOf(key.levels());
    return messages.size() == 1
        ? new Warning(key.code(), messages.iterator().next(), levels)
        : key.code().toWarning(" in several results", levels);
  }
}
