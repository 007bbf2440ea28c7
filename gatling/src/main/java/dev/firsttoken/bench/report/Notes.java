package dev.firsttoken.bench.report;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.Finding;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Result;
import dev.firsttoken.bench.summary.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What stands under the numbers: failures by name with an example each, limits that were missed,
 * then the warnings.
 */
final class Notes {
  private static final String INDENT = "  ";

  private Notes() {}

  static List<String> of(Result result, int width, Paint paint) {
    List<String> lines = new ArrayList<>();
    result
        .failures()
        .forEach((how, failure) -> lines.addAll(failed(how.label(), failure, width, paint)));
    Finding finding = result.finding();
    if (finding != null) {
      lines.addAll(wrapped("found: " + found(finding, result), width));
    }
    for (String breach : result.breaches()) {
      wrapped(breach, width).forEach(line -> lines.add(paint.red(line)));
    }
    for (Warning warning : result.warnings()) {
      lines.addAll(warning(warning, width, paint));
    }
    return lines;
  }

  private static String found(Finding finding, Result result) {
    String lacking = finding.decided() ? "" : "no answer; ";
    if (finding.best() != null) {
      String end = finding.capped() ? ", the most that was allowed: more may do" : "";
      return lacking + "the SLO is met up to %s%s.".formatted(load(finding.best().level()), end);
    }
    return finding.decided()
        ? "the SLO is not met by so little as %s.".formatted(least(result))
        : lacking + "no load is known to meet the SLO.";
  }

  private static String least(Result result) {
    return result.levels().stream()
        .map(LevelSummary::level)
        .min(Comparator.comparingDouble(Level::load))
        .map(Notes::load)
        .orElse("the least load");
  }

  private static String load(Level level) {
    return level.label() + (level.open() ? "" : level.concurrency() == 1 ? " user" : " users");
  }

  private static List<String> failed(String how, Failure failure, int width, Paint paint) {
    List<String> lines = new ArrayList<>();
    lines.add(paint.red("failed: " + failure.count() + " " + how));
    String example = failure.example();
    if (example != null) {
      String line = INDENT + printable(example);
      lines.add(line.length() <= width ? line : line.substring(0, width - 3) + "...");
    }
    return lines;
  }

  /** A server chooses the text of its errors: it must not drive the terminal. */
  private static String printable(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static List<String> warning(Warning warning, int width, Paint paint) {
    boolean invalid = warning.code().invalidates();
    String text = invalid ? warning.message() : "warning: " + warning.message();
    // A merged result's is quoted from a file.
    List<String> lines = wrapped(printable(text), width);
    return lines.stream().map(line -> invalid ? paint.red(line) : paint.yellow(line)).toList();
  }

  /** At spaces; the lines after the first stand in. A word longer than a line is left whole. */
  static List<String> wrapped(String text, int width) {
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
