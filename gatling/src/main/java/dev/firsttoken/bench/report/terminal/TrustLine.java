package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelNames;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Line that says whether the numbers below can be trusted: the number of checks by verdict, and the
 * name and level of those that did not pass. A check of several levels counts once, with its worst
 * verdict; if all levels share that verdict, none is named.
 */
public final class TrustLine {
  /** The worst verdict of a check, and the levels that have it. */
  private record WorstVerdict(Verdict verdict, List<Level> levels) {}

  private TrustLine() {}

  /** Returns no line if there is no level yet, or the run only checks responses. */
  public static List<String> format(Result result, int width, AnsiStyle style) {
    Map<Kind, WorstVerdict> checks = worstByKind(result);
    if (checks.isEmpty() || result.header().command() == RecordedCommand.SMOKE) {
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
                  kind.title()
                      + (worstVerdict.levels().size() == levels
                          ? ""
                          : " at " + LevelNames.join(worstVerdict.levels())));
            }
          });
      if (!names.isEmpty()) {
        String which = verdict == Verdict.PASS ? "" : " (" + String.join(", ", names) + ")";
        parts.add(names.size() + " " + verdict.title() + which);
      }
    }
    return Footnotes.wrap("trust: " + String.join(", ", parts), width).stream()
        .map(line -> applyStyle(line, checks, style))
        .toList();
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
    for (LevelResult level : result.levels()) {
      for (TrustCheck check : level.checks()) {
        WorstVerdict current = new WorstVerdict(check.verdict(), List.of(level.level()));
        checks.merge(check.kind(), current, TrustLine::mergeWorst);
      }
    }
    return checks;
  }

  private static WorstVerdict mergeWorst(WorstVerdict one, WorstVerdict other) {
    int order = one.verdict().compareTo(other.verdict());
    if (order == 0) {
      List<Level> both = new ArrayList<>(one.levels());
      both.addAll(other.levels());
      return new WorstVerdict(one.verdict(), List.copyOf(both));
    }
    return order > 0 ? one : other;
  }
}
