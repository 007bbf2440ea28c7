package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;

/**
 * Warnings about percentiles of few responses. Where the same levels have too few for p95 and so
 * for p99, one line says both.
 */
final class FewResponses {
  private static final String P95 = "so p95 is the slowest of them";
  private static final String BOTH = "so p95 and p99 are the slowest of them";

  private FewResponses() {}

  /** Returns the warnings, with those that have the same cause joined. */
  static List<Warning> join(List<Warning> warnings) {
    for (Warning first : warnings) {
      if (first.code() == Code.FEW_FOR_P95 && first.message().contains(P95)) {
        List<Warning> implied =
            warnings.stream()
                .filter(other -> other.code() == Code.FEW_FOR_P99)
                .filter(other -> other.levels().equals(first.levels()))
                .toList();
        Warning joined =
            new Warning(first.code(), first.message().replace(P95, BOTH), first.levels());
        return warnings.stream()
            .filter(warning -> !implied.contains(warning))
            .map(warning -> warning.equals(first) && !implied.isEmpty() ? joined : warning)
            .toList();
      }
    }
    return warnings;
  }
}
