package dev.firsttoken.bench.report;

import dev.firsttoken.bench.summary.Check;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Check.Verdict;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far the numbers below can be trusted: how many checks came to which verdict, and by name and
 * level those that did not pass. A check of several levels counts once, as the worst of them; where
 * it is the same at all of them, none is named.
 */
final class TrustLine {
  /** The labels of the levels that a check came out worst at. */
  private record Worst(Verdict verdict, List<String> labels) {}

  private TrustLine() {}

  /** None where there is no level yet, and where only the answers are looked at. */
  static List<String> of(Result result, int width, Paint paint) {
    Map<Kind, Worst> checks = worst(result);
    if (checks.isEmpty() || result.header().command().equals("smoke")) {
      return List.of();
    }
    int levels = result.levels().size();
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : List.of(Verdict.FAIL, Verdict.PASS, Verdict.WARN, Verdict.UNSEEN)) {
      List<String> names = new ArrayList<>();
      checks.forEach(
          (kind, worst) -> {
            if (worst.verdict() == verdict) {
              names.add(
                  kind.label() + (worst.labels().size() == levels ? "" : place(worst.labels())));
            }
          });
      if (!names.isEmpty()) {
        String which = verdict == Verdict.PASS ? "" : " (" + String.join(", ", names) + ")";
        parts.add(names.size() + " " + verdict.label() + which);
      }
    }
    return Notes.wrapped("trust: " + String.join(", ", parts), width).stream()
        .map(line -> painted(line, checks, paint))
        .toList();
  }

  private static String place(List<String> labels) {
    return " at " + String.join(" and ", labels);
  }

  private static String painted(String line, Map<Kind, Worst> checks, Paint paint) {
    List<Verdict> verdicts = checks.values().stream().map(Worst::verdict).toList();
    if (verdicts.contains(Verdict.FAIL)) {
      return paint.red(line);
    }
    return verdicts.contains(Verdict.WARN) ? paint.yellow(line) : line;
  }

  private static Map<Kind, Worst> worst(Result result) {
    Map<Kind, Worst> checks = new EnumMap<>(Kind.class);
    for (LevelSummary level : result.levels()) {
      for (Check check : result.trust(level)) {
        Worst here = new Worst(check.verdict(), List.of(level.level().label()));
        checks.merge(check.kind(), here, TrustLine::worse);
      }
    }
    return checks;
  }

  private static Worst worse(Worst one, Worst other) {
    int order = one.verdict().compareTo(other.verdict());
    if (order == 0) {
      List<String> both = new ArrayList<>(one.labels());
      both.addAll(other.labels());
      return new Worst(one.verdict(), List.copyOf(both));
    }
    return order > 0 ? one : other;
  }
}
