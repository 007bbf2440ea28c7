package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.SearchResult;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What stands under the numbers: failures by name with an example each, limits that were missed,
 * then the warnings.
 */
public final class Footnotes {
  private static final String INDENT = "  ";

  private Footnotes() {}

  public static List<String> format(Result result, int width, AnsiStyle style) {
    List<String> lines = new ArrayList<>();
    result
        .failures()
        .forEach(
            (outcome, failure) ->
                lines.addAll(formatFailure(outcome.label(), failure, width, style)));
    SearchResult searchResult = result.searchResult();
    if (searchResult != null) {
      lines.addAll(wrap("found: " + formatFound(searchResult, result), width));
    }
    for (String breach : result.breaches()) {
      wrap(breach, width).forEach(line -> lines.add(style.red(line)));
    }
    for (Warning warning : result.warnings()) {
      lines.addAll(formatWarning(warning, width, style));
    }
    return lines;
  }

  private static String formatFound(SearchResult searchResult, Result result) {
    String prefix = searchResult.decided() ? "" : "no answer; ";
    if (searchResult.best() != null) {
      String suffix = searchResult.capped() ? ", the most that was allowed: more may do" : "";
      return prefix
          + "the SLO is met up to %s%s.".formatted(formatLoad(searchResult.best().level()), suffix);
    }
    return searchResult.decided()
        ? "the SLO is not met by so little as %s.".formatted(minLoad(result))
        : prefix + "no load is known to meet the SLO.";
  }

  private static String minLoad(Result result) {
    return result.levels().stream()
        .map(LevelSummary::level)
        .min(Comparator.comparingDouble(Level::load))
        .map(Footnotes::formatLoad)
        .orElse("the least load");
  }

  private static String formatLoad(Level level) {
    return level.label()
        + (level.usesOpenModel() ? "" : level.concurrency() == 1 ? " user" : " users");
  }

  private static List<String> formatFailure(
      String label, Failure failure, int width, AnsiStyle style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.red("failed: " + failure.count() + " " + label));
    String example = failure.example();
    if (example != null) {
      String line = INDENT + sanitize(example);
      lines.add(line.length() <= width ? line : line.substring(0, width - 3) + "...");
    }
    return lines;
  }

  /** A server chooses the text of its errors: it must not drive the terminal. */
  private static String sanitize(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static List<String> formatWarning(Warning warning, int width, AnsiStyle style) {
    boolean invalid = warning.code().invalidates();
    String text = invalid ? warning.message() : "warning: " + warning.message();
    // A merged result's is quoted from a file.
    List<String> lines = wrap(sanitize(text), width);
    return lines.stream().map(line -> invalid ? style.red(line) : style.yellow(line)).toList();
  }

  /** At spaces; the lines after the first stand in. A word longer than a line is left whole. */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(INDENT).append(word);
      } else {
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
