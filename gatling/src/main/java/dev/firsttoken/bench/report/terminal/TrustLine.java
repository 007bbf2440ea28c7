package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far the numbers below can be trusted: how many checks came to which verdict, and by name and
 * level those that did not pass. A check of several levels counts once, as the worst of them; where
 * it is the same at all of them, none is named.
 */
public final class TrustLine {
  /** The labels of the levels that a check came out worst at. */
  private record WorstVerdict(Verdict verdict, List<String> labels) {}

  private TrustLine() {}

  /** None where there is no level yet, and where only the answers are looked at. */
  public static List<String> format(Result result, int width, AnsiStyle style) {
    Map<Kind, WorstVerdict> checks = worstByKind(result);
    if (checks.isEmpty() || result.header().command().equals("smoke")) {
      return List.of();
    }
    int levels = result.levels().size();
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : List.of(Verdict.FAIL, Verdict.PASS, Verdict.WARN, Verdict.UNSEEN)) {
      List<String> names = new ArrayList<>();
      checks.forEach(
          (kind, worstVerdict) -> {
            if (worstVerdict.verdict() == verdict) {
              names.add(
                  kind.label()
                      + (worstVerdict.labels().size() == levels
                          ? ""
                          : formatLevels(worstVerdict.labels())));
            }
          });
      if (!names.isEmpty()) {
        String which = verdict == Verdict.PASS ? "" : " (" + String.join(", ", names) + ")";
        parts.add(names.size() + " " + verdict.label() + which);
      }
    }
    return Footnotes.wrap("trust: " + String.join(", ", parts), width).stream()
        .map(line -> applyStyle(line, checks, style))
        .toList();
  }

  private static String formatLevels(List<String> labels) {
    return " at " + String.join(" and ", labels);
  }

  private static String applyStyle(String line, Map<Kind, WorstVerdict> checks, AnsiStyle style) {
    List<Verdict> verdicts = checks.values().stream().map(WorstVerdict::verdict).toList();
    if (verdicts.contains(Verdict.FAIL)) {
      return style.red(line);
    }
    return verdicts.contains(Verdict.WARN) ? style.yellow(line) : line;
  }

  private static Map<Kind, WorstVerdict> worstByKind(Result result) {
    Map<Kind, WorstVerdict> checks = new EnumMap<>(Kind.class);
    for (LevelSummary level : result.levels()) {
      for (TrustCheck trustCheck : result.checks(level)) {
        WorstVerdict current =
            new WorstVerdict(trustCheck.verdict(), List.of(level.level().label()));
        checks.merge(trustCheck.kind(), current, TrustLine::mergeWorst);
      }
    }
    return checks;
  }

  private static WorstVerdict mergeWorst(WorstVerdict one, WorstVerdict other) {
    int order = one.verdict().compareTo(other.verdict());
    if (order == 0) {
      List<String> both = new ArrayList<>(one.labels());
      both.addAll(other.labels());
      return new WorstVerdict(one.verdict(), List.copyOf(both));
    }
    return order > 0 ? one : other;
  }
}
